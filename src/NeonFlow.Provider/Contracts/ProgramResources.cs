namespace NeonFlow.Provider.Contracts;

/// <summary>Questions to the program that several rooms ask.</summary>
public static class ProgramResources
{
    /// <summary>Resources that will still be there when a delete is done: replaced ones and those that left the program are not.</summary>
    public static IReadOnlyList<ProgramResource> Remaining(this IReadOnlyList<ProgramResource> resources) =>
        [.. resources.Where(static r => r.Stage is not (ProgramStage.Replaced or ProgramStage.NotRegistered))];

    /// <summary>The first resource that makes each object, at the place that was asked for.</summary>
    public static IReadOnlyDictionary<ObjectRef, ProgramResource> Makers(this IReadOnlyList<ProgramResource> resources)
    {
        var makers = new Dictionary<ObjectRef, ProgramResource>();
        foreach (var resource in resources)
        {
            foreach (var made in resource.MadeObjects.Where(o => resource.IsInSameDatabase || !o.IsInDatabase))
            {
                makers.TryAdd(made, resource);
            }
        }

        return makers;
    }

    /// <summary>Shapes of one type that may be relied on: fully known, and done before the asking resource was registered.</summary>
    public static IEnumerable<T> Ready<T>(this IReadOnlyList<ProgramResource> resources) =>
        resources.Where(static r => r is { Stage: ProgramStage.Ready, IsInSameDatabase: true }).Select(static r => r.Shape).OfType<T>();
}
