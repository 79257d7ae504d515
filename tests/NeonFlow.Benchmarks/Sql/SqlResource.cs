using Google.Protobuf.WellKnownTypes;
using Pulumirpc;

namespace NeonFlow.Benchmarks.Sql;

/// <summary>A resource that is driven as the engine does: a look, Check, Diff, and what the difference asks for.</summary>
internal sealed class SqlResource(string token, string name)
{
    private const double Timeout = 600;

    private readonly string _type = $"neonflow:{token}";
    private readonly string _urn = $"urn:pulumi:dev::bench::neonflow:{token}::{name}";
    private string? _id;
    private Struct _inputs = new();
    private Struct _state = new();

    public static Struct Publication(string name, IReadOnlyList<string> tables) =>
        new() { Fields = { ["name"] = Value.ForString(name), ["tables"] = List(tables) } };

    public static Struct Grant(string role, IReadOnlyList<string>? tables) =>
        tables is null
            ? new() { Fields = { ["role"] = Value.ForString(role) } }
            : new() { Fields = { ["role"] = Value.ForString(role), ["tables"] = List(tables) } };

    public static Value List(IEnumerable<string> items) => Value.ForList([.. items.Select(Value.ForString)]);

    public async Task UpAsync(ProviderProcess provider, Struct news)
    {
        var inputs = await CheckAsync(provider, news);
        if (_id is null)
        {
            var made = await provider.Client.CreateAsync(
                new CreateRequest
                {
                    Urn = _urn,
                    Name = name,
                    Type = _type,
                    Properties = inputs,
                    Timeout = Timeout,
                }
            );
            (_id, _inputs, _state) = (made.Id, inputs, made.Properties);
            return;
        }

        await ReadAsync(provider);
        if (await DiffersAsync(provider, inputs))
        {
            var made = await provider.Client.UpdateAsync(
                new UpdateRequest
                {
                    Id = _id,
                    Urn = _urn,
                    Name = name,
                    Type = _type,
                    Olds = _state,
                    OldInputs = _inputs,
                    News = inputs,
                    Timeout = Timeout,
                }
            );
            (_inputs, _state) = (inputs, made.Properties);
        }
    }

    /// <summary>A plan that shows no change.</summary>
    public async Task PlanAsync(ProviderProcess provider, Struct news)
    {
        await ReadAsync(provider);
        if (await DiffersAsync(provider, await CheckAsync(provider, news)))
        {
            throw new InvalidOperationException($"{_urn} differs from what was just made");
        }
    }

    public async Task DestroyAsync(ProviderProcess provider)
    {
        await ReadAsync(provider);
        await provider.Client.DeleteAsync(
            new DeleteRequest
            {
                Id = _id,
                Urn = _urn,
                Name = name,
                Type = _type,
                Properties = _state,
                OldInputs = _inputs,
                Timeout = Timeout,
            }
        );
        _id = null;
    }

    private async Task ReadAsync(ProviderProcess provider)
    {
        var read = await provider.Client.ReadAsync(
            new ReadRequest
            {
                Id = _id,
                Urn = _urn,
                Name = name,
                Type = _type,
                Inputs = _inputs,
                Properties = _state,
            }
        );
        if (read.Id != _id)
        {
            throw new InvalidOperationException($"{_urn} is gone");
        }

        (_inputs, _state) = (read.Inputs, read.Properties);
    }

    private async Task<Struct> CheckAsync(ProviderProcess provider, Struct news)
    {
        var answer = await provider.Client.CheckAsync(
            new CheckRequest
            {
                Urn = _urn,
                Name = name,
                Type = _type,
                Olds = _inputs,
                News = news,
            }
        );
        return answer.Failures.Count == 0 ? answer.Inputs : throw new InvalidOperationException(answer.Failures[0].Reason);
    }

    private async Task<bool> DiffersAsync(ProviderProcess provider, Struct inputs)
    {
        var answer = await provider.Client.DiffAsync(
            new DiffRequest
            {
                Id = _id,
                Urn = _urn,
                Name = name,
                Type = _type,
                Olds = _state,
                OldInputs = _inputs,
                News = inputs,
            }
        );
        return answer.Changes != DiffResponse.Types.DiffChanges.DiffNone;
    }
}
