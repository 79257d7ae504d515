using System.Text.Json;
using NeonFlow.Provider.Resources;
using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Dispatch;

internal sealed partial class Dispatcher
{
    private static readonly string[] EngineKeys = ["version", "pluginDownloadURL", "__internal"];

    public Checked CheckConfig(PropertyValue.Map news)
    {
        var settings = Settings(news);
        var problems = ShapeCodec.Decode<Settings>(settings, DecodeMode.Settings).Problems.Concat(Misspelt(settings)).Concat(UrlProblems(settings));
        return new(news, [.. problems.Select(p => Problem(p, Marked(settings)))]);
    }

    /// <summary>A provider is never replaced: other settings reach the same objects or none.</summary>
    public static Differences DiffConfig(PropertyValue.Map oldInputs, PropertyValue.Map news) =>
        new(StructuralDiff.Inputs(ShapeInfo.Of<Settings>(), Settings(oldInputs), Settings(news)), DeleteBeforeReplace: false);

    public void Configure(string? name, PropertyValue.Map args)
    {
        var settings = new Dictionary<string, PropertyValue>(Settings(args).Entries, StringComparer.Ordinal);

        // A default provider is configured with what was saved when its resources are read before the program runs; the stack configuration of today is in the environment.
        if (name is null || name.StartsWith("default", StringComparison.Ordinal))
        {
            foreach (var (key, value) in CurrentConfig())
            {
                settings[key] = value;
            }
        }

        foreach (var property in ShapeInfo.Of<Settings>().Properties)
        {
            if (settings.GetValueOrDefault(property.Name)?.Plain is null or PropertyValue.Null or PropertyValue.Text { Value: "" }
                && property.Environment.Select(Environment.GetEnvironmentVariable).FirstOrDefault(static v => !string.IsNullOrEmpty(v)) is { } value)
            {
                settings[property.Name] = value;
            }
        }

        var map = Marked(new(settings));
        Redactor.Learn(map);
        if (map["databaseUrl"]?.Plain is PropertyValue.Text { Value: var database } && Uri.TryCreate(database, UriKind.Absolute, out var uri) && uri.UserInfo.Split(':', 2) is [_, var password])
        {
            Redactor.Learn(password);
            Redactor.Learn(Uri.UnescapeDataString(password));
        }

        var decoded = ShapeCodec.Decode<Settings>(map, DecodeMode.Settings);
        var problems = decoded.Problems.Concat(UrlProblems(map)).ToList();
        if (problems.Count > 0)
        {
            throw new CallFailedException(FailureStatus.InvalidArgument, Redactor.Redact(string.Join("\n", problems)));
        }

        _registry = new Registry(new Upstreams(decoded.Value));
    }

    private static PropertyValue.Map Settings(PropertyValue.Map map) =>
        new(map.Entries.Where(static e => !EngineKeys.Contains(e.Key)).ToDictionary(StringComparer.Ordinal));

    // The engine strips secret marks from configuration; which settings are secret is known from their shape.
    private static PropertyValue.Map Marked(PropertyValue.Map map) => new(map.Entries.ToDictionary(
        static e => e.Key,
        static e => ShapeInfo.Of<Settings>()[e.Key]?.Value.Secret == true && e.Value is not PropertyValue.Secret ? new PropertyValue.Secret(e.Value) : e.Value,
        StringComparer.Ordinal));

    private static IEnumerable<KeyValuePair<string, PropertyValue>> CurrentConfig()
    {
        if (Environment.GetEnvironmentVariable("PULUMI_CONFIG") is not { Length: > 0 } text)
        {
            yield break;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            yield break;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                yield break;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                var key = member.Name[(member.Name.LastIndexOf(':') + 1)..];
                if (ShapeInfo.Of<Settings>()[key] is not null && member.Value.ValueKind == JsonValueKind.String)
                {
                    yield return new(key, member.Value.GetString()!);
                }
            }
        }
    }

    private static IEnumerable<Diagnostic> Misspelt(PropertyValue.Map settings) => settings.Entries.Keys
        .Where(static key => ShapeInfo.Of<Settings>()[key] is null)
        .Select(static key => new Diagnostic(
            CoreDiagnostics.UnknownInput, key, $"{key} is not a setting of this provider; the settings are: {string.Join(", ", ShapeInfo.Of<Settings>().Properties.Select(static p => p.Name))}."));

    private static IEnumerable<Diagnostic> UrlProblems(PropertyValue.Map settings)
    {
        foreach (var (key, value) in settings.Entries)
        {
            if (key.EndsWith("Url", StringComparison.Ordinal) && key != "databaseUrl" && value.Plain is PropertyValue.Text { Value: var url }
                && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                yield return new(CoreDiagnostics.BadSetting, key, $"{key} must be an absolute http or https URL.") { Fix = $"pulumi config set neonflow:{key} https://…" };
            }
        }
    }
}
