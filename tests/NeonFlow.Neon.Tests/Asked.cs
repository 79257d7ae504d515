using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeonFlow.Neon.Tests;

internal sealed record Asked(string Method, string Url, string Body, IReadOnlyDictionary<string, string> Headers);
