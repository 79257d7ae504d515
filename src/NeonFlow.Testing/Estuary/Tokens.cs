using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Estuary;

/// <summary>Refresh tokens and the access tokens made from them (JWT, HS256).</summary>
internal sealed class Tokens(TimeSpan accessLifetime)
{
    private sealed class Refresh(User user, bool multiUse, DateTimeOffset expires)
    {
        public User User { get; } = user;
        public bool MultiUse { get; } = multiUse;
        public DateTimeOffset Expires { get; } = expires;
        public string Secret { get; set; } = Guid.NewGuid().ToString();
    }

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<FlowId, Refresh> _refresh = [];
    private readonly Dictionary<Guid, User> _users = [];
    private readonly Lock _gate = new();
    private long _notBefore;
    private long _issued;

    public string CreateRefresh(FlowId id, User user, bool multiUse, TimeSpan validFor)
    {
        lock (_gate)
        {
            _users[user.Id] = user;
            var token = _refresh[id] = new Refresh(user, multiUse, DateTimeOffset.UtcNow + validFor);
            return Json.Base64(new JsonObject { ["id"] = id.ToString(), ["secret"] = token.Secret }.Text());
        }
    }

    /// <summary>Takes over a refresh token for several uses that an earlier cloud made.</summary>
    public string KeepRefresh(string token, User user, TimeSpan validFor)
    {
        JsonObject? made;
        try
        {
            made = Json.ParseObject(Encoding.UTF8.GetString(Convert.FromBase64String(token)));
        }
        catch (FormatException)
        {
            made = null;
        }

        if (FlowId.Parse(made?["id"].String()) is not { } id || made?["secret"].String() is not { } secret)
        {
            throw new ArgumentException("This is no refresh token of a local Estuary.", nameof(token));
        }

        lock (_gate)
        {
            _users[user.Id] = user;
            _refresh[id] = new Refresh(user, multiUse: true, DateTimeOffset.UtcNow + validFor) { Secret = secret };
            return token;
        }
    }

    /// <summary>Every access token issued until now is expired from now on.</summary>
    public void ExpireAccess() => Interlocked.Exchange(ref _notBefore, Interlocked.Read(ref _issued) + 1);

    public string CreateAccess(User user)
    {
        lock (_gate)
        {
            _users[user.Id] = user;
        }
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["aud"] = "authenticated",
            ["exp"] = (now + accessLifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["sub"] = user.Id.ToString(),
            ["email"] = user.Email,
            ["role"] = "authenticated",
            ["jti"] = Interlocked.Increment(ref _issued),
        };
        return Jwt.Sign(claims, _key);
    }

    public enum Verdict
    {
        Ok,
        Malformed,
        BadSignature,
        Expired,
    }

    public (Verdict Verdict, User? User) CheckAccess(string token)
    {
        var (verdict, claims) = Jwt.Read(token, _key);
        if (verdict == Verdict.Ok && claims!["jti"]!.GetValue<long>() < Interlocked.Read(ref _notBefore))
        {
            verdict = Verdict.Expired;
        }
        if (verdict != Verdict.Ok)
        {
            return (verdict, null);
        }
        lock (_gate)
        {
            return (Verdict.Ok, _users[Guid.Parse(claims!["sub"]!.GetValue<string>())]);
        }
    }

    public enum Exchange
    {
        Ok,
        Unknown,
        WrongSecret,
        Expired,
    }

    /// <summary>Checks a refresh token; one for single use gets a new secret, which replaces the old.</summary>
    public (Exchange Result, User? User, string? NewSecret) Use(string? id, string? secret)
    {
        lock (_gate)
        {
            if (FlowId.Parse(id) is not { } known || !_refresh.TryGetValue(known, out var token))
            {
                return (Exchange.Unknown, null, null);
            }
            if (token.Secret != secret)
            {
                return (Exchange.WrongSecret, null, null);
            }
            if (token.Expires <= DateTimeOffset.UtcNow)
            {
                return (Exchange.Expired, null, null);
            }
            if (token.MultiUse)
            {
                return (Exchange.Ok, token.User, null);
            }
            token.Secret = Guid.NewGuid().ToString();
            return (Exchange.Ok, token.User, token.Secret);
        }
    }

    /// <summary>The user behind a Bearer of the agent API: an access token, or a multi-use refresh token as it is.</summary>
    public User? Bearer(string? bearer)
    {
        if (string.IsNullOrEmpty(bearer))
        {
            return null;
        }
        if (bearer.Split('.').Length == 3)
        {
            return CheckAccess(bearer).User;
        }
        try
        {
            var token = Json.ParseObject(Encoding.UTF8.GetString(Convert.FromBase64String(bearer)));
            lock (_gate)
            {
                return
                    FlowId.Parse(token?["id"].String()) is { } id
                    && _refresh.TryGetValue(id, out var known)
                    && known.Secret == token?["secret"].String()
                    && known.Expires > DateTimeOffset.UtcNow
                    ? known.User
                    : null;
            }
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
