using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NeonFlow.Testing.Engine;

/// <summary>How far a provider is bound to a proposed name.</summary>
internal enum AutonamingMode
{
    Propose,
    Enforce,
    Disabled,
}
