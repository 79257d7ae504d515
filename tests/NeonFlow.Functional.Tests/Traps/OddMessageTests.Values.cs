using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Harness;

namespace NeonFlow.Functional.Tests.Traps;

public sealed partial class OddMessageTests
{
    private static IEnumerable<(string What, Value Value)> Odd()
    {
        yield return ("null", Value.ForNull());
        yield return ("nothing", new Value());
        yield return ("an empty text", Value.ForString(""));
        yield return ("a zero byte", Value.ForString("\0"));
        yield return ("a long text", Value.ForString(new string('é', 20_000)));
        yield return ("odd characters", Value.ForString("a.\"b\".c'; --\n\u202E"));
        yield return ("true", Value.ForBool(true));
        yield return ("a huge number", Value.ForNumber(1e300));
        yield return ("NaN", Value.ForNumber(double.NaN));
        yield return ("a negative number", Value.ForNumber(-1));
        yield return ("an empty list", Value.ForList());
        yield return ("a list of nulls", Value.ForList(Value.ForNull(), Value.ForNull()));
        yield return ("a list of empty texts", Value.ForList(Value.ForString(""), Value.ForString("")));
        yield return ("lists in lists", Value.ForList(Value.ForList(Value.ForList())));
        yield return ("an empty object", Value.ForStruct(new()));
        yield return (
            "an object of nulls",
            Value.ForStruct(Map(("", Value.ForNull()), ("host", Value.ForNull()), ("projectId", Value.ForNull())))
        );
        yield return (
            "an address of nonsense",
            Value.ForStruct(Map(("host", Value.ForString("%")), ("port", Value.ForNumber(0)), ("projectId", Value.ForString(" "))))
        );
        yield return ("unknown", Value.ForString(Properties.Unknown));
        yield return ("a list of unknowns", Value.ForList(Value.ForString(Properties.Unknown)));
        yield return ("a secret null", Special("1b47061264138c4ac30d75fd1eb44270", ("value", Value.ForNull())));
        yield return ("a secret without value", Special("1b47061264138c4ac30d75fd1eb44270"));
        yield return ("a secret unknown", Special("1b47061264138c4ac30d75fd1eb44270", ("value", Value.ForString(Properties.Unknown))));
        yield return ("a reference without URN", Special("5cf8f73096256a8f31e491e813e4eb8e"));
        yield return (
            "a reference",
            Special("5cf8f73096256a8f31e491e813e4eb8e", ("urn", Value.ForString("x")), ("id", Value.ForString("")))
        );
        yield return ("an output without value", Special("d0e6a833031e9bbcd3f4e8bde6ca49a4"));
        yield return (
            "an output of odd members",
            Special("d0e6a833031e9bbcd3f4e8bde6ca49a4", ("secret", Value.ForString("yes")), ("dependencies", Value.ForNumber(1)))
        );
        yield return ("an asset", Special("c44067f5952c0a294b673a41bacd8c17", ("text", Value.ForString("x"))));
        yield return ("an unheard-of signature", Special("00000000000000000000000000000000"));
        yield return ("a signature that is no text", Value.ForStruct(Map((SignatureKey, Value.ForNumber(1)))));
    }

    private static Value Special(string signature, params (string Key, Value Value)[] members) =>
        Value.ForStruct(Map([(SignatureKey, Value.ForString(signature)), .. members]));

    private static Struct Map(params (string Key, Value Value)[] members)
    {
        var map = new Struct();
        foreach (var (key, value) in members)
        {
            map.Fields[key] = value;
        }

        return map;
    }

    private static string[] Names(string token)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Checkout.File("schema.json")))!["resources"]![token]!;
        return
        [
            .. schema["inputProperties"]!
                .AsObject()
                .Select(static p => p.Key)
                .Union(schema["properties"]!.AsObject().Select(static p => p.Key)),
            "nonsense",
        ];
    }

    /// <summary>An answer, or an error for people; never one that makes the engine fear for its state, and never a bug of ours.</summary>
    private static async Task<T?> AnsweredAsync<T>(string what, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            Assert.False(
                e.StatusCode is StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss,
                $"{what}: {e.StatusCode} {e.Status.Detail}"
            );
            Assert.False(e.Status.Detail.Contains("NF1010", StringComparison.Ordinal), $"{what}: {e.Status.Detail}");
            return null;
        }
    }

    private async Task LivesAsync()
    {
        Assert.NotEmpty((await _provider.Client.GetPluginInfoAsync(new Empty())).Version);
        Assert.False(_provider.Process.HasExited);
        Assert.Equal("", _provider.StandardError);
    }
}
