using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

/// <summary>A diff under way: structural, to be corrected.</summary>
public sealed class DiffContext<T>
{
    private readonly Dictionary<string, Change> _changes;

    internal DiffContext(string id, T oldInputs, T state, T desired, UnknownSet unknown, Dictionary<string, Change> changes)
    {
        Id = id;
        OldInputs = oldInputs;
        State = state;
        Desired = desired;
        Unknown = unknown;
        _changes = changes;
    }

    /// <summary>Id as saved.</summary>
    public string Id { get; }

    /// <summary>Saved inputs.</summary>
    public T OldInputs { get; }

    /// <summary>Saved outputs.</summary>
    public T State { get; }

    /// <summary>New inputs.</summary>
    public T Desired { get; }

    /// <summary>What is unknown in <see cref="Desired"/>.</summary>
    public UnknownSet Unknown { get; }

    /// <summary>Adds or overrides the change at a path; <c>nameof</c> of a property will do.</summary>
    public void Set(string path, Change change) => _changes[PropertyPath.Of(path)] = change;

    /// <summary>Removes the changes at and below a path; <c>nameof</c> of a property will do.</summary>
    public void Drop(string path)
    {
        path = PropertyPath.Of(path);
        foreach (
            var key in _changes
                .Keys.Where(k => k == path || (k.StartsWith(path, StringComparison.Ordinal) && k[path.Length] is ('.' or '[')))
                .ToList()
        )
        {
            _changes.Remove(key);
        }
    }
}
