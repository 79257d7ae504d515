using System.Collections.Concurrent;

namespace NeonFlow.Wholesome.Tests;

/// <summary>The projects as packages, each packed once for all tests: packing takes longer than most of them.</summary>
public sealed class PackedProjects : IDisposable
{
    /// <summary>The address of the repository in every package.</summary>
    public const string Address = "https://example.org/neonflow";

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _packed = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("neonflow-pack-");

    /// <summary>The folder with the packages of a project.</summary>
    /// <param name="project">Its folder, relative to the root of the repository.</param>
    public Task<string> FolderAsync(string project) =>
        _packed
            .GetOrAdd(
                project,
                p =>
                    new(async () =>
                    {
                        var folder = _root.CreateSubdirectory(Path.GetFileName(p)).FullName;
                        await Packing.PackAsync(p, folder, [$"-p:RepositoryUrl={Address}", .. Packing.Managed(p)]);
                        return folder;
                    })
            )
            .Value;

    public void Dispose() => _root.Delete(recursive: true);
}
