using System.Text.Json.Nodes;

namespace PulumiSdkTests.Engine;

/// <summary>Runs a program in this process against a recording engine.</summary>
internal static class Program
{
    private static readonly SemaphoreSlim OneStart = new(1);

    public static async Task<(int ExitCode, IReadOnlyList<RecordedCall> Calls)> RunAsync(
        IAnswers answers, Func<Task<int>> program, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var engine = await RecordingEngine.StartAsync(answers);
        var variables = new Dictionary<string, string>
        {
            ["PULUMI_MONITOR"] = engine.Address,
            ["PULUMI_ENGINE"] = engine.Address,
            ["PULUMI_PROJECT"] = "proj",
            ["PULUMI_STACK"] = "dev",
            ["PULUMI_ORGANIZATION"] = "org",
            ["PULUMI_DRY_RUN"] = "false",
            ["PULUMI_QUERY_MODE"] = "false",
            ["PULUMI_PARALLEL"] = "16",
            ["PULUMI_CONFIG"] = "{}",
            ["PULUMI_CONFIG_SECRET_KEYS"] = "[]",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        Task<int> run;
        await OneStart.WaitAsync();
        try
        {
            // The SDK reads its environment while RunAsync is being called, so the variables may change as soon as it has returned.
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            run = program();
        }
        finally
        {
            OneStart.Release();
        }

        var exitCode = await run.WaitAsync(TimeSpan.FromMinutes(2));
        Environment.ExitCode = 0;
        return (exitCode, engine.Calls);
    }
}

/// <summary>Answers as an engine would that accepts everything: inputs come back as outputs.</summary>
internal sealed class EchoAnswers : IAnswers
{
    private int _ids;

    public bool DryRun { get; init; }

    public Func<RecordedCall, JsonNode?>? Instead { get; init; }

    public JsonNode To(RecordedCall call)
    {
        if (Instead?.Invoke(call) is { } given)
        {
            return given.DeepClone();
        }

        var request = call.Request;
        switch (call.Method)
        {
            case "ResourceMonitor.SupportsFeature":
                return new JsonObject { ["hasSupport"] = true };
            case "ResourceMonitor.RegisterResource":
                var response = new JsonObject { ["urn"] = Urn(request), ["object"] = request["object"]!.DeepClone() };
                if (request["custom"] is not null && !DryRun)
                {
                    response["id"] = $"id-{Interlocked.Increment(ref _ids)}";
                }

                return response;
            case "ResourceMonitor.ReadResource":
                return new JsonObject { ["urn"] = Urn(request), ["properties"] = request["properties"]!.DeepClone() };
            case "ResourceMonitor.Invoke" or "ResourceMonitor.Call":
                return new JsonObject { ["return"] = request["args"]?.DeepClone() ?? new JsonObject() };
            default:
                return new JsonObject();
        }
    }

    private static string Urn(JsonNode request)
    {
        var type = (string)request["type"]!;
        if ((string?)request["parent"] is { } parent && !parent.Contains("pulumi:pulumi:Stack", StringComparison.Ordinal))
        {
            type = $"{parent.Split("::")[2]}${type}";
        }

        return $"urn:pulumi:dev::proj::{type}::{request["name"]}";
    }
}
