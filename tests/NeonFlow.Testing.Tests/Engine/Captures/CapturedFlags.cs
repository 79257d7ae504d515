using System.Globalization;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>What a recorded command line asks of the engine.</summary>
internal sealed record CapturedFlags(string Operation, bool PreviewFirst, OperationOptions Options)
{
    /// <summary>The arguments of a command that runs no operation.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>The words of a command line; null when one of them is unknown to the test engine.</summary>
    public static CapturedFlags? Read(IReadOnlyList<string> words) =>
        words[0] switch
        {
            "up+preview" => Read("up", words, previewFirst: true),
            "preview" or "up" or "cancel" => Read(words[0], words, previewFirst: false),
            "refresh" or "destroy" => Read(words[0], words, previewFirst: words.Contains("--yes") && !words.Contains("--skip-preview")),
            "state" or "stack" => Command(words),
            _ => null,
        };

    private static CapturedFlags? Read(string operation, IReadOnlyList<string> words, bool previewFirst)
    {
        var options = new OperationOptions();
        for (var i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--yes" or "--skip-preview" or "--non-interactive" or "--refresh=false":
                    break;
                case "--diff":
                    options = options with { Diff = true };
                    break;
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--refresh" or "--refresh=true":
                    options = options with { Refresh = true };
                    break;
                case "--run-program" or "--run-program=true":
                    options = options with { RunProgram = true };
                    break;
                case "--expect-no-changes":
                    options = options with { ExpectNoChanges = true };
                    break;
                case "--continue-on-error":
                    options = options with { ContinueOnError = true };
                    break;
                case "--clear-pending-creates":
                    options = options with { ClearPendingCreates = true };
                    break;
                case "--preview-only":
                    options = options with { PreviewOnly = true };
                    break;
                case "--parallel" or "-p" when i + 1 < words.Count:
                    options = options with { Parallel = int.Parse(words[++i], CultureInfo.InvariantCulture) };
                    break;
                case ['-', '-', 'p', 'a', 'r', 'a', 'l', 'l', 'e', 'l', '=', .. var count]:
                    options = options with { Parallel = int.Parse(count, CultureInfo.InvariantCulture) };
                    break;
                case "--replace" when i + 1 < words.Count:
                    options = options with { Replace = [.. options.Replace, new(words[++i])] };
                    break;
                case "--target" when i + 1 < words.Count:
                    options = options with { Target = [.. options.Target, new(words[++i])] };
                    break;
                case "--target-replace" when i + 1 < words.Count:
                    var both = new Urn(words[++i]);
                    options = options with { Target = [.. options.Target, both], Replace = [.. options.Replace, both] };
                    break;
                case "--exclude" when i + 1 < words.Count:
                    options = options with { Exclude = [.. options.Exclude, new(words[++i])] };
                    break;
                case "--target-dependents":
                    options = options with { TargetDependents = true };
                    break;
                case "--exclude-dependents":
                    options = options with { ExcludeDependents = true };
                    break;
                default:
                    return null;
            }
        }

        return new(operation, previewFirst, options);
    }

    private static CapturedFlags? Command(IReadOnlyList<string> words)
    {
        string[] arguments = [.. words.Skip(2).Where(w => !w.StartsWith("--", StringComparison.Ordinal))];
        var operation = $"{words[0]} {words[1]}";
        var known =
            (operation, arguments.Length)
            is
                ("state taint" or "state untaint" or "state delete" or "stack rename", 1)
                or
                ("state rename", 2);
        return known ? new(operation, PreviewFirst: false, new()) { Arguments = arguments } : null;
    }
}
