using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace NeonFlow.Testing.Estuary;

/// <summary>Ends the handling of a call with an answer.</summary>
internal sealed class Refusal(HttpAnswer answer) : Exception($"answered {answer.Status}")
{
    public HttpAnswer Answer { get; } = answer;
}
