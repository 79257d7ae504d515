using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace NeonFlow.Testing.Neon;

/// <summary>An answer before it is written.</summary>
internal sealed record NeonAnswer(int Status, JsonObject? Body);
