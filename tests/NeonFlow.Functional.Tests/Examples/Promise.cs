using NeonFlow.Harness;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Functional.Tests.Examples;

/// <summary>What an example shows besides what all of them do, and what has to be there before it runs.</summary>
internal sealed record Promise
{
    /// <summary>Stack configuration besides the project.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Config { get; init; } = new Dictionary<string, ConfigValue>();

    public Func<ProjectCloud, Task> Before { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Looks at the first preview.</summary>
    public Action<EngineResult> Planned { get; init; } = static _ => { };

    /// <summary>Looks at what the first up made.</summary>
    public Func<ProjectCloud, Task> Up { get; init; } = static _ => Task.CompletedTask;

    /// <summary>The page shows what a command of the example's own prints; the test of that command compares it.</summary>
    public bool ShowsOwnCommand { get; init; }

    /// <summary>Looks at what destroy left.</summary>
    public Func<ProjectCloud, Task> Destroyed { get; init; } = static _ => Task.CompletedTask;
}
