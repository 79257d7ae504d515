using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Functional.Tests.Traps;

/// <summary>A function call of the program, before its resources.</summary>
internal sealed record Asked(string Token, JsonObject Args);
