using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>What the shapes of all objects in a database hold: the way there, and the Neon branch to which they are bound.</summary>
/// <typeparam name="T">The shape.</typeparam>
internal interface ISqlShape<T>
{
    Connection? Connection { get; }

    /// <summary>Branch that the object was made on; null: at a direct address, or not known yet.</summary>
    string? BranchId { get; }

    /// <summary>The same on a branch.</summary>
    T On(string? branch);
}
