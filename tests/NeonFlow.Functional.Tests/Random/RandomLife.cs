using NeonFlow.Harness;
using NeonFlow.Testing.Engine;
using Deployment = Pulumi.Deployment;

namespace NeonFlow.Functional.Tests.Random;

/// <summary>
/// A pipeline in rounds: the program is edited, somebody changes something by hand, an up is interrupted or a part replaced by force, rows
/// change all the while; then an up, after which nothing is left to do and every row has arrived.
/// </summary>
internal sealed class RandomLife : IAsyncDisposable
{
    private const string CaptureType = "neonflow:estuary:Capture";

    private readonly ProjectCloud _shop;
    private readonly System.Random _random;
    private readonly ShopRows _rows;
    private readonly ShopAccidents _accidents;
    private readonly List<string> _story = [];
    private readonly Dictionary<string, int> _documents = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, (string Target, int Counter)> _captured = new Dictionary<string, (string, int)>();
    private ShopPipeline _pipeline;

    private RandomLife(ProjectCloud shop, int seed)
    {
        _shop = shop;
        _random = new(seed);
        _rows = new(shop, new System.Random(seed + 1));
        _accidents = new(shop, _random, _rows);
        _pipeline = new() { Project = shop.Project.Id };
    }

    /// <summary>What happened so far, a line each.</summary>
    public string Story => string.Join('\n', _story);

    public static async Task<RandomLife> StartAsync(int seed) =>
        new(await ProjectCloud.ShopAsync(ShopRows.Sql, ShopAccidents.OthersAddress), seed);

    public async ValueTask DisposeAsync() => await _shop.DisposeAsync();

    public async Task RoundAsync(int round)
    {
        var isAnew = _captured.Count == 0;
        await _rows.ChangeAsync(4);
        if (round > 1)
        {
            _story.Add($"round {round}: {await EditAsync()}");
            if (_random.Next(2) == 0)
            {
                var (what, endsCapture) = await _accidents.HappenAsync(_pipeline);
                isAnew |= endsCapture;
                _story.Add($"  {what}");
            }
        }

        await _rows.ChangeAsync(4);
        var preview = await Engine().PreviewAsync();
        Assert.True(preview.Succeeded, $"preview\n{preview.Text}{preview.ErrorText}");
        if (round > 1 && _random.Next(4) == 0)
        {
            isAnew |= await InterruptAsync();
        }

        var up = await WithRowsAsync(Engine().UpAsync(new() { Replace = isAnew ? [] : Forced() }));
        Assert.True(up.Succeeded, $"up\n{up.Text}{up.ErrorText}");
        var again = await Engine().PreviewAsync(new() { ExpectNoChanges = true });
        Assert.True(again.ExitCode == 0, $"nothing is left to do\n{again.Text}{again.ErrorText}");
        await EverythingArrivesAsync(preview, isAnew);
    }

    // Who captures a table again is known by its binding's counter; where that has not changed, each change arrives once.
    private async Task EverythingArrivesAsync(EngineResult preview, bool isAnew)
    {
        await _shop.Cloud.Estuary.WaitForCaptureAsync(ShopPipeline.CaptureName, static s => s is { BackfillDone: true, Failure: null });
        var changes = _rows.TakeChanges();
        var captured = Bindings();
        foreach (var (table, binding) in captured)
        {
            var goesOn = !isAnew && _captured.TryGetValue(table, out var before) && before == binding;
            if (!goesOn)
            {
                _story.Add($"  {table} was captured from the start");
                Assert.True(isAnew || preview.Steps.Any(IsChangeOfCapture), $"{table} was captured again without a word\n{preview.Text}");
                _rows.CapturedAgain(table, binding.Target);
            }

            await _rows.ArriveAsync(table, binding.Target);
            var documents = _shop.Cloud.Estuary.Documents(binding.Target).Count;
            if (goesOn && changes.TryGetValue(table, out var made))
            {
                var arrived = documents - _documents[binding.Target];
                Assert.True(arrived == made, $"{table}: {made} changes, {arrived} documents");
            }

            _documents[binding.Target] = documents;
        }

        _captured = captured;
    }

    private static bool IsChangeOfCapture(StepMetadata step) =>
        step.Type == CaptureType && step.Op is not (StepOp.Same or StepOp.Refresh or StepOp.Read);

    private Dictionary<string, (string Target, int Counter)> Bindings() =>
        _shop.Cloud.Estuary.LiveSpecOf(ShopPipeline.CaptureName)!["bindings"]!
            .AsArray()
            .ToDictionary(
                static b => $"{b!["resource"]!["namespace"]}.{b["resource"]!["stream"]}",
                static b => (b!["target"]!.ToString(), b["backfill"]?.GetValue<int>() ?? 0)
            );

    private async Task<string> EditAsync()
    {
        var pipeline = _pipeline with { FormerName = null };
        switch (_random.Next(7))
        {
            case 0:
                var table = ShopRows.Tables[_random.Next(ShopRows.Tables.Count)];
                var tables = pipeline.Tables.Contains(table) ? pipeline.Tables.Where(t => t != table) : pipeline.Tables.Append(table);
                _pipeline = tables.Any() ? pipeline with { Tables = [.. tables] } : pipeline;
                // A counter of a table that is not captured is refused.
                _pipeline = _pipeline with
                {
                    Backfill = _pipeline.Backfill.Where(b => _pipeline.Tables.Contains(b.Key)).ToDictionary(),
                };
                return $"tables: {string.Join(", ", _pipeline.Tables)}";
            case 1:
                _pipeline = pipeline with { Name = $"feed{_random.Next(100, 1000)}", FormerName = pipeline.Name };
                return $"renamed to {_pipeline.Name}, with the alias";
            case 2:
                _pipeline = pipeline with { Rotation = pipeline.Rotation + 1 };
                return "a new password";
            case 3:
                var again = pipeline.Tables[_random.Next(pipeline.Tables.Count)];
                var counters = new Dictionary<string, int>(pipeline.Backfill) { [again] = Bindings().GetValueOrDefault(again).Counter + 1 };
                _pipeline = pipeline with { Backfill = counters };
                return $"{again} is captured again: {counters[again]}";
            case 4:
                _pipeline = pipeline with { Publication = $"shop_pub{_random.Next(100, 1000)}" };
                return $"publication {_pipeline.Publication}";
            case 5:
                _pipeline = pipeline with { Prefix = $"acmeCo/shop{_random.Next(100, 1000)}" };
                return $"prefix {_pipeline.Prefix}";
            default:
                _pipeline = pipeline;
                return await Task.FromResult("no edit");
        }
    }

    // The engine knows what is to be replaced by the URNs of the state: none of a resource that is renamed in the same run.
    private IReadOnlyList<Urn> Forced()
    {
        if (_pipeline.FormerName is not null || _random.Next(4) != 0)
        {
            return [];
        }

        var parts = Engine()
            .Resources()
            .Where(static r => r.Type.StartsWith("neonflow:", StringComparison.Ordinal) && r is { Custom: true, Delete: false })
            .Select(static r => r.Urn)
            .ToList();
        if (parts.Count == 0)
        {
            return [];
        }

        var part = parts[_random.Next(parts.Count)];
        _story.Add($"  replaced by force: {part}");
        return [part];
    }

    /// <summary>An up that is cancelled, or whose provider is killed, at some step; whether the pipeline was destroyed then.</summary>
    private async Task<bool> InterruptAsync()
    {
        var mark = Guid.NewGuid().ToString("N");
        using var cancel = new CancellationTokenSource();
        var isKill = _random.Next(2) == 0;
        var interruption = new Interruption(_random.Next(1, 12), isKill ? () => Interruption.KillProcesses(mark) : cancel.Cancel);
        var engine = Engine(o =>
            o with
            {
                Display = interruption,
                Environment = o.Environment.Append(new("NEONFLOW_RANDOM_RUN", mark)).ToDictionary(),
            }
        );
        await WithRowsAsync(engine.UpAsync(cancellationToken: cancel.Token));
        _story.Add($"  up {(isKill ? "killed" : "cancelled")} at step {interruption.Steps}: {interruption.At ?? "not reached"}");
        if (_random.Next(3) != 0)
        {
            return false;
        }

        var destroy = await Engine().DestroyAsync();
        Assert.True(destroy.Succeeded, $"destroy\n{destroy.Text}{destroy.ErrorText}");
        _story.Add("  destroyed");
        // Collections stay, and belong to a state that is gone.
        _pipeline = _pipeline with
        {
            Adopt = true,
        };
        return true;
    }

    private async Task<EngineResult> WithRowsAsync(Task<EngineResult> operation)
    {
        using var over = new CancellationTokenSource();
        var changing = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await _rows.ChangeAsync(1, over.Token);
                await Task.Delay(100);
            }
        });
        try
        {
            return await operation;
        }
        finally
        {
            await over.CancelAsync();
            await changing;
        }
    }

    private TestEngine Engine(Func<TestEngineOptions, TestEngineOptions>? change = null) =>
        _shop.Engine(
            _shop.Folder,
            o => (change ?? (static o => o))(o with { ProjectName = "shop", Program = () => Deployment.RunAsync(_pipeline.Declare) })
        );
}
