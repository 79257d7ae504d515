using System.Net.Http.Headers;

namespace NeonFlow.Http;

/// <summary>The pause that a server asks for.</summary>
public static class RetryAfter
{
    /// <summary>
    /// Reads <c>Retry-After</c>; null where the header is missing or unreadable. A date counts from the server's own clock where it says
    /// its time, and one that has passed is zero.
    /// </summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock)
    {
        var wait =
            headers.RetryAfter?.Delta
            ?? (headers.RetryAfter?.Date is { } date ? date - (headers.Date ?? clock.GetUtcNow()) : (TimeSpan?)null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
