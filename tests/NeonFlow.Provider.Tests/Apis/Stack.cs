using System.Collections.Concurrent;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Tests.Core;
using NeonFlow.Testing.Neon;

namespace NeonFlow.Provider.Tests.Apis;

/// <summary>One stack's worth of calls on the dispatcher, in the engine's order: read before update, check, diff, then the verb.</summary>
internal sealed class Stack : IEngineLog
{
    private readonly (string Key, PropertyValue Value)[] _settings;
    private readonly Dispatcher _dispatcher;
    private readonly string _name = "it";

    public Stack(params (string Key, PropertyValue Value)[] settings)
    {
        _settings = settings;
        _dispatcher = NewProcess();
    }

    private Stack(Stack program, string name)
    {
        (_settings, _dispatcher, Said, _name) = (program._settings, program._dispatcher, program.Said, name);
    }

    /// <summary>A stack whose settings lead to a local Neon.</summary>
    public static Stack OfNeon(NeonCloud cloud) => new(("neonApiKey", Secret(cloud.ApiKey)), ("neonApiUrl", cloud.BaseUrl.ToString()));

    public ConcurrentQueue<(Severity Severity, string Text, bool Ephemeral)> Said { get; } = new();

    public string Lasting
    {
        get
        {
            var text = string.Join('\n', Said.Where(static l => !l.Ephemeral).Select(static l => l.Text));
            PrintedCode.Compiles(text);
            return text;
        }
    }

    public string Everything => string.Join('\n', Said.Select(static l => l.Text));

    public static PropertyValue.Map Of(params (string Key, PropertyValue Value)[] entries) =>
        new(entries.ToDictionary(static e => e.Key, static e => e.Value, StringComparer.Ordinal));

    public static PropertyValue List(params string[] items) => new PropertyValue.List([.. items.Select(static i => (PropertyValue)i)]);

    public static PropertyValue Secret(string value) => new PropertyValue.Secret(value);

    public Task LogAsync(Severity severity, string text, string urn, bool ephemeral)
    {
        Said.Enqueue((severity, text, ephemeral));
        return Task.CompletedTask;
    }

    public static Target TargetOf(string type, string name = "it") => new($"urn:pulumi:dev::shop::{type}::{name}", name, type);

    /// <summary>Another resource of the same program, in the same operation.</summary>
    public Stack Beside(string name) => new(this, name);

    public IReadOnlyList<InputFailure> Problems(string type, PropertyValue.Map inputs, PropertyValue.Map? olds = null)
    {
        var failures = _dispatcher.Resource(Own(type)).Check(Own(type), olds ?? PropertyValue.Map.Empty, inputs).Failures;
        Assert.All(failures, static f => PrintedCode.Compiles(f.Reason));
        return failures;
    }

    public PropertyValue.Map Check(string type, PropertyValue.Map inputs, PropertyValue.Map? olds = null)
    {
        var result = _dispatcher.Resource(Own(type)).Check(Own(type), olds ?? PropertyValue.Map.Empty, inputs);
        Assert.Empty(result.Failures);
        var again = _dispatcher.Resource(Own(type)).Check(Own(type), PropertyValue.Map.Empty, result.Inputs);
        Assert.Empty(again.Failures);
        Assert.Equal(Text(result.Inputs), Text(again.Inputs));
        return result.Inputs;
    }

    public Task<CreateResult> PreviewCreateAsync(string type, PropertyValue.Map inputs) =>
        _dispatcher.Resource(Own(type)).CreateAsync(Own(type), Check(type, inputs), 0, preview: true);

    public async Task<Thing> CreateAsync(string type, PropertyValue.Map inputs)
    {
        var ready = Check(type, inputs);
        var made = await _dispatcher.Resource(Own(type)).CreateAsync(Own(type), ready, 0, preview: false);
        return new(type, made.Id, ready, made.Outputs);
    }

    public async Task<Thing?> RefreshAsync(Thing thing)
    {
        var actual = await _dispatcher.Resource(Own(thing.Type)).ReadAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, 0);
        return actual is null ? null : thing with { Id = actual.Id, Inputs = actual.Inputs, Outputs = actual.Outputs };
    }

    public async Task<Thing?> ImportAsync(string type, string id)
    {
        var actual = await _dispatcher.Resource(Own(type)).ReadAsync(Own(type), id, PropertyValue.Map.Empty, PropertyValue.Map.Empty, 0);
        return actual is null ? null : new(type, actual.Id, actual.Inputs, actual.Outputs);
    }

    public IReadOnlyDictionary<string, Change> Diff(Thing thing, PropertyValue.Map inputs) =>
        _dispatcher
            .Resource(Own(thing.Type))
            .Diff(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, Check(thing.Type, inputs, thing.Inputs), [])
            .Changes;

    public Task<UpdateResult> PreviewUpdateAsync(Thing thing, PropertyValue.Map inputs) =>
        _dispatcher
            .Resource(Own(thing.Type))
            .UpdateAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, Check(thing.Type, inputs, thing.Inputs), 0, preview: true);

    /// <summary>An update with the inputs that were read.</summary>
    public Task<UpdateResult> UpdateAsReadAsync(Thing thing, bool preview) =>
        _dispatcher.Resource(Own(thing.Type)).UpdateAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, thing.Inputs, 0, preview);

    public async Task<Thing> UpdateAsync(Thing thing, PropertyValue.Map inputs)
    {
        var ready = Check(thing.Type, inputs, thing.Inputs);
        var updated = await _dispatcher
            .Resource(Own(thing.Type))
            .UpdateAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, ready, 0, preview: false);
        return thing with { Inputs = ready, Outputs = updated.Outputs };
    }

    /// <summary>In an operation of its own: no engine takes away in one operation what it made there.</summary>
    public Task DeleteAsync(Thing thing) =>
        NewProcess().Resource(Own(thing.Type)).DeleteAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, 0);

    /// <summary>As a replaced resource goes, among other steps of the operation.</summary>
    public Task DeleteInThisProcessAsync(Thing thing) =>
        _dispatcher.Resource(TargetOf(thing.Type)).DeleteAsync(TargetOf(thing.Type), thing.Id, thing.Inputs, thing.Outputs, 0);

    public Task<InvokeResult> InvokeAsync(string token, params (string Key, PropertyValue Value)[] args) =>
        _dispatcher.Function(token).InvokeAsync(token, Of(args), preview: false);

    public Task<InvokeResult> PreviewInvokeAsync(string token, params (string Key, PropertyValue Value)[] args) =>
        _dispatcher.Function(token).InvokeAsync(token, Of(args), preview: true);

    /// <summary>In the operation of the other calls, as a replacement or a resource that leaves the program is deleted.</summary>
    public Task DeleteAtOnceAsync(Thing thing) =>
        _dispatcher.Resource(Own(thing.Type)).DeleteAsync(Own(thing.Type), thing.Id, thing.Inputs, thing.Outputs, 0);

    private Target Own(string type) => TargetOf(type, _name);

    private Dispatcher NewProcess()
    {
        var dispatcher = new Dispatcher(this, Registry.Create) { RefreshSupported = true };
        dispatcher.Configure(null, Of(_settings));
        return dispatcher;
    }

    /// <summary>Somebody presses Ctrl-C.</summary>
    public void Cancel() => _dispatcher.Cancel();

    public async Task<CallFailedException> FailsAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<CallFailedException>(call);
        PrintedCode.Compiles(failure.Message);
        return failure;
    }

    public static string Text(PropertyValue? value) =>
        value switch
        {
            null => "",
            PropertyValue.Text t => t.Value,
            PropertyValue.Secret s => $"secret({Text(s.Inner)})",
            PropertyValue.List l => string.Join(",", l.Items.Select(Text)),
            PropertyValue.Map m => string.Join(
                ";",
                m.Entries.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => $"{e.Key}={Text(e.Value)}")
            ),
            PropertyValue.Bool b => b.Value ? "true" : "false",
            PropertyValue.Number n => n.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PropertyValue.Unknown => "unknown",
            _ => "null",
        };
}
