using System.Net;

namespace NeonFlow.Estuary.Tests;

/// <summary>Answers requests in memory, any number at the same time.</summary>
internal sealed class ScriptedTransport(Func<HttpRequestMessage, Task<(int Status, string Body)>> answer) : HttpMessageHandler
{
    /// <summary>Sent with every answer.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (status, body) = await answer(request);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        foreach (var (name, value) in Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
