using System.Globalization;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine.Captures;

/// <summary>What a recorded command line asks of the engine.</summary>
internal sealed record CapturedFlags(string Operation, bool PreviewFirst, OperationOptions Options)
{
    /// <summary>The words of a command line; null when one of them is unknown to the test engine.</summary>
    public static CapturedFlags? Read(IReadOnlyList<string> words)
    {
        var operation = words[0] == "up+preview" ? "up" : words[0];
        if (operation is not ("preview" or "up" or "refresh" or "destroy" or "cancel"))
        {
            return null;
        }

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
                case "--json" when operation == "preview":
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
                default:
                    return null;
            }
        }

        return new(operation, words[0] == "up+preview", options);
    }
}
