using System.Text.Json;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Engine;

internal sealed partial class Dispatcher
{
    private static readonly string[] EngineKeys =
    [
        "version",
        "pluginDownloadURL",
        "__internal",
        StateMark.InstanceKey,
        StateMark.ExplicitKey,
    ];

    public CheckResult CheckConfig(PropertyValue.Map olds, PropertyValue.Map news, string urn = "")
    {
        var marked = SecretMarks.Add(ShapeInfo.Of<Settings>(), news);
        var settings = Settings(marked);
        var failures = ShapeCodec
            .Decode<Settings>(settings, DecodeMode.Settings)
            .Errors.Concat(IsProjectsOwn(urn) ? [] : Misspelt(settings))
            .Concat(UrlFailures(settings))
            .Concat(KeyFailures(settings))
            .Concat(DatabaseFailures(settings));
        var inputs = StateMark.AddExplicit(StateMark.AddInstance(marked, olds), NameOf(urn) is { } name && !IsDefault(name));
        return new(inputs, InputFailure.All(ShapeInfo.Of<Settings>(), SettingFixes.For(failures, inputs), settings, Redactor));
    }

    /// <summary>A provider is never replaced: other settings reach the same objects or none.</summary>
    public static Differences DiffConfig(PropertyValue.Map oldInputs, PropertyValue.Map news) =>
        new(StructuralDiff.Inputs(ShapeInfo.Of<Settings>(), Settings(oldInputs), Settings(news)), DeleteBeforeReplace: false);

    public void Configure(string? name, PropertyValue.Map args)
    {
        _runner.Instance = StateMark.InstanceOf(args);
        _runner.IsExplicit = name is null ? StateMark.IsExplicit(args) : !IsDefault(name);
        // A default provider is configured with what was saved when its resources are read before the program runs, and for the whole of a
        // refresh or destroy; the stack configuration of
        // today, whole, is in the environment. What is not in it any more has not been forgotten but taken out, for a variable perhaps.
        var settings =
            (name is null ? StateMark.IsDefault(args) : IsDefault(name)) && CurrentConfig() is { } today
                ? today
                : new Dictionary<string, PropertyValue>(Settings(args).Entries, StringComparer.Ordinal);
        FillFromEnvironment(settings);
        var map = SecretMarks.Add(ShapeInfo.Of<Settings>(), new(settings));
        Redactor.Learn(map);
        Redactor.Learn(Environment.GetEnvironmentVariable("PGPASSWORD"));
        var decoded = ShapeCodec.Decode<Settings>(map, DecodeMode.Settings);
        var failures = decoded.Errors.Concat(UrlFailures(map)).Concat(KeyFailures(map)).ToList();
        if (failures.Count > 0)
        {
            throw new CallFailedException(FailureStatus.InvalidArgument, ShownText.Cut(Redactor.Redact(string.Join("\n", failures))));
        }

        _runner.IsStrict = decoded.Value.Strict == true;
        _registry = _makeRegistry(decoded.Value, _runner);
    }

    private static void FillFromEnvironment(Dictionary<string, PropertyValue> settings)
    {
        foreach (var property in ShapeInfo.Of<Settings>().Properties)
        {
            if (
                settings.GetValueOrDefault(property.Name)?.Plain is null or PropertyValue.Null or PropertyValue.Text { Value: "" }
                && property.Environment.Select(Environment.GetEnvironmentVariable).FirstOrDefault(static v => !string.IsNullOrEmpty(v))
                    is { } value
            )
            {
                settings[property.Name] = value.Trim();
            }
        }
    }

    private static PropertyValue.Map Settings(PropertyValue.Map map) =>
        new(
            map.Entries.Where(static e => !EngineKeys.Contains(e.Key))
                .ToDictionary(static e => e.Key, static e => Trimmed(e.Value), StringComparer.Ordinal)
        );

    // A file or a pipe ends with a line break, which belongs to no setting.
    private static PropertyValue Trimmed(PropertyValue value) =>
        value switch
        {
            PropertyValue.Text text => text.Value.Trim(),
            PropertyValue.Secret secret => new PropertyValue.Secret(Trimmed(secret.Inner)),
            _ => value,
        };

    /// <summary>
    /// The engine's own providers are called <c>default</c>, and with a version <c>default_1_2_3</c>; a program may name its own
    /// <c>default-eu</c>.
    /// </summary>
    private static bool IsDefault(string name) => name == "default" || name.StartsWith("default_", StringComparison.Ordinal);

    private static Dictionary<string, PropertyValue>? CurrentConfig()
    {
        if (Environment.GetEnvironmentVariable("PULUMI_CONFIG") is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var config = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var key = member.Name[(member.Name.LastIndexOf(':') + 1)..];
                if (ShapeInfo.Of<Settings>()[key] is not null && member.Value.ValueKind == JsonValueKind.String)
                {
                    config[key] = member.Value.GetString()!.Trim();
                }
            }

            return config;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A project called as this package has its own configuration under the same namespace, and the engine hands all of it over.
    private static bool IsProjectsOwn(string urn) => urn.Split("::") is [_, "neonflow", ..] && NameOf(urn) is { } name && IsDefault(name);

    private static string? NameOf(string urn) => urn.Split("::", 4) is [_, _, _, var name] ? name : null;

    private static IEnumerable<Diagnostic> Misspelt(PropertyValue.Map settings) =>
        settings
            .Entries.Keys.Where(static key => ShapeInfo.Of<Settings>()[key] is null)
            .Select(static key => new Diagnostic(
                CoreDiagnostics.UnknownInput,
                key,
                $"{key} is not a setting of this provider; the settings are: "
                    + $"{string.Join(", ", ShapeInfo.Of<Settings>().Properties.Select(static p => p.Name))}."
            ));

    // Not asked again when a provider is configured: what was saved before must not keep the program of today from running.
    private static IEnumerable<Diagnostic> DatabaseFailures(PropertyValue.Map settings)
    {
        if (
            settings[PropertyPath.Of(nameof(Upstreams.Settings.DatabaseUrl))]?.Plain is PropertyValue.Text { Value: { Length: > 0 } url }
            && DatabaseUrl.Problem(url) is { } failure
        )
        {
            yield return failure;
        }
    }

    private static IEnumerable<Diagnostic> UrlFailures(PropertyValue.Map settings)
    {
        foreach (var (key, value) in settings.Entries)
        {
            if (
                key.EndsWith("Url", StringComparison.Ordinal)
                && key != PropertyPath.Of(nameof(Upstreams.Settings.DatabaseUrl))
                && value.Plain is PropertyValue.Text { Value: var url }
                && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            )
            {
                yield return new(CoreDiagnostics.BadSetting, key, $"{key} must be an absolute http or https URL.")
                {
                    Fix = $"pulumi config set neonflow:{key} https://…",
                };
            }
        }
    }

    // What a header of HTTP cannot carry would fail anew, as a bug, in every resource.
    private static IEnumerable<Diagnostic> KeyFailures(PropertyValue.Map settings) =>
        from key in (string[])[nameof(Upstreams.Settings.NeonApiKey), nameof(Upstreams.Settings.EstuaryPublicKey)]
        let name = PropertyPath.Of(key)
        where settings[name]?.Plain is PropertyValue.Text text && text.Value.Any(static c => c is <= ' ' or > '~')
        select new Diagnostic(
            CoreDiagnostics.BadSetting,
            name,
            $"{name} holds a line break, a blank or another character that no key has; a part of something else was copied with it."
        )
        {
            Fix = $"pulumi config set --secret neonflow:{name} <key>   # or its environment variable; the key alone, on one line",
        };
}
