using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Core;

namespace NeonFlow.Provider.Tests.Postgres;

/// <summary>A resource of a stack, driven as the engine does it: each operation in a fresh provider process.</summary>
public sealed class Thing(Database database, string kind, PropertyValue.Map inputs)
{
    private readonly string _token = $"neonflow:postgres:{kind}";

    private string _stack = "dev";
    private string _name = "it";
    private string? _state;
    private (string Key, PropertyValue Value)[] _settings = [];
    private Operation? _operation;

    public PropertyValue.Map Inputs { get; private set; } = inputs;

    public string? Id { get; private set; }

    public PropertyValue.Map SavedInputs { get; private set; } = PropertyValue.Map.Empty;

    public PropertyValue.Map Outputs { get; private set; } = PropertyValue.Map.Empty;

    public IReadOnlyList<string> this[string output] =>
        Outputs[output] is PropertyValue.List list ? [.. list.Items.Select(static i => ((PropertyValue.Text)i).Value)] : [];

    public Thing With(params (string Key, PropertyValue? Value)[] changes)
    {
        var entries = new Dictionary<string, PropertyValue>(Inputs.Entries);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                entries.Remove(key);
            }
            else
            {
                entries[key] = value;
            }
        }

        Inputs = new PropertyValue.Map(entries);
        return this;
    }

    /// <summary>Gives it another name, and another stack where one is named.</summary>
    public Thing As(string name, string stack = "dev")
    {
        (_name, _stack) = (name, stack);
        return this;
    }

    /// <summary>Has it belong to another state than that of its stack: another backend has a stack of the same name.</summary>
    public Thing OfState(string state)
    {
        _state = state;
        return this;
    }

    /// <summary>Gives the provider settings.</summary>
    public Thing Under(params (string Key, PropertyValue Value)[] settings)
    {
        _settings = settings;
        return this;
    }

    /// <summary>Has what follows happen in the process of one operation of the engine on several resources.</summary>
    internal Thing In(Operation operation)
    {
        _operation = operation;
        return this;
    }

    /// <summary>Takes what another one has saved: the state of a stack from before.</summary>
    public Thing Resume(Thing other)
    {
        (Id, SavedInputs, Outputs) = (other.Id, other.SavedInputs, other.Outputs);
        return this;
    }

    public Task<Outcome> PreviewAsync() => RunAsync(preview: true);

    public Task<Outcome> UpAsync() => RunAsync(preview: false);

    /// <summary>Deletes what is saved, as a destroy does after a look at it.</summary>
    public async Task<Outcome> DestroyAsync()
    {
        var (dispatcher, log) = Process();
        try
        {
            await dispatcher.Resource(Target).ReadAsync(Target, Id!, SavedInputs, Outputs, 60);
            await dispatcher.Resource(Target).DeleteAsync(Target, Id!, SavedInputs, Outputs, 60);
            return Done(log, [], null, []);
        }
        catch (CallFailedException e)
        {
            return Done(log, [], e.Message, []);
        }
    }

    /// <summary>Reads what is saved; false when it is gone.</summary>
    public async Task<bool> ReadAsync()
    {
        var (dispatcher, _) = Process();
        return await dispatcher.Resource(Target).ReadAsync(Target, Id!, SavedInputs, Outputs, 60) is not null;
    }

    /// <summary>Imports by id; null when there is no such object.</summary>
    public async Task<(string Id, IReadOnlyList<string> Changes)?> ImportAsync(
        string id,
        Action<Dictionary<string, PropertyValue>>? settings = null
    )
    {
        var (dispatcher, _) = Process(settings);
        if (await dispatcher.Resource(Target).ReadAsync(Target, id, PropertyValue.Map.Empty, PropertyValue.Map.Empty, 60) is not { } found)
        {
            return null;
        }

        var news = dispatcher.Resource(Target).Check(Target, found.Inputs, Inputs).Inputs;
        return (
            found.Id,
            [
                .. dispatcher
                    .Resource(Target)
                    .Diff(Target, found.Id, found.Inputs, found.Outputs, news, [])
                    .Changes.Keys.Order(StringComparer.Ordinal),
            ]
        );
    }

    private Target Target => new($"urn:pulumi:{_stack}::shop::{_token}::{_name}", _name, _token);

    private async Task<Outcome> RunAsync(bool preview)
    {
        var (dispatcher, log) = Process();
        var changes = new List<string>();
        var check = dispatcher.Resource(Target).Check(Target, SavedInputs, Inputs);
        if (check.Failures.Count > 0)
        {
            return Done(log, [], null, [.. check.Failures.Select(static p => $"{p.Property}|{p.Reason}")]);
        }

        Assert.Equal(
            check.Inputs.Entries.Count,
            dispatcher.Resource(Target).Check(Target, check.Inputs, check.Inputs).Inputs.Entries.Count
        );
        try
        {
            var (id, oldInputs, olds) = (Id, SavedInputs, Outputs);
            if (id is not null)
            {
                // refresh_before_update: every operation begins with a look.
                var actual = await dispatcher.Resource(Target).ReadAsync(Target, id, oldInputs, olds, 60);
                (id, oldInputs, olds) = actual is null
                    ? (null, PropertyValue.Map.Empty, PropertyValue.Map.Empty)
                    : (actual.Id, actual.Inputs, actual.Outputs);
            }

            if (id is null)
            {
                var created = await dispatcher.Resource(Target).CreateAsync(Target, check.Inputs, 60, preview);
                changes.Add("create");
                if (!preview)
                {
                    (Id, SavedInputs, Outputs) = (created.Id, check.Inputs, created.Outputs);
                }

                return Done(log, changes, null, []);
            }

            var diff = dispatcher.Resource(Target).Diff(Target, id, oldInputs, olds, check.Inputs, []);
            changes.AddRange(
                diff.Changes.Select(static c => $"{(c.Value.Replaces ? "replace " : "")}{c.Value.Kind} {c.Key}")
                    .Order(StringComparer.Ordinal)
            );
            if (diff.Changes.Count > 0)
            {
                var updated = await dispatcher.Resource(Target).UpdateAsync(Target, id, oldInputs, olds, check.Inputs, 60, preview);
                olds = updated.Outputs;
            }

            if (!preview)
            {
                (Id, SavedInputs, Outputs) = (id, check.Inputs, olds);
            }

            return Done(log, changes, null, []);
        }
        catch (CallFailedException e)
        {
            return Done(log, changes, e.Message, []);
        }
    }

    private Operation Process(Action<Dictionary<string, PropertyValue>>? settings = null) =>
        _operation
        ?? Operation.Begin(
            _state ?? $"state-of-{_stack}",
            map =>
            {
                foreach (var (key, value) in _settings)
                {
                    map[key] = value;
                }

                settings?.Invoke(map);
            }
        );

    private Outcome Done(EngineLines log, IReadOnlyList<string> changes, string? error, IReadOnlyList<string> problems)
    {
        var outcome = new Outcome([.. log.Texts], changes, error, problems);
        var text = $"{outcome.Text}\n{error}\n{string.Join("\n", problems)}";
        Assert.DoesNotContain(database.Server.SuperuserPassword, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pa55word", text, StringComparison.Ordinal);
        PrintedCode.Compiles(text);
        return outcome;
    }
}
