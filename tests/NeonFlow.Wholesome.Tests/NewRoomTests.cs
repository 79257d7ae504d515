using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeonFlow.Wholesome.Tests;

/// <summary>What eng/new-room.sh writes.</summary>
[Trait("Category", "long")]
public sealed class NewRoomTests : IDisposable
{
    private const string Script = "eng/new-room.sh";
    private const string Registry = "src/NeonFlow.Provider/Registry.cs";
    private const string Subjects = "tests/NeonFlow.Conformance.Tests/";
    private const string Thing = "Orchard";

    // Those that the SDK adds to every file of the provider.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("neonflow-room-").FullName;

    public NewRoomTests()
    {
        foreach (var file in new[] { Script, Registry, Subjects + "Subject.cs" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.Copy(Path.Combine(Repository.Root, file), At(file));
        }
        Directory.CreateDirectory(At(Subjects + "Subjects"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("neon", "Neon")]
    [InlineData("postgres", "Postgres")]
    [InlineData("estuary", "Estuary")]
    public async Task A_new_room_compiles_and_is_registered(string area, string folder)
    {
        await Packing.RunAsync(new ProcessStartInfo("bash", [At(Script), area, Thing]));

        var room = At($"src/NeonFlow.Provider/Resources/{folder}/{Thing}");
        string[] files = [$"{Thing}.cs", $"{Thing}Handler.cs", $"{Thing}Plan.cs", $"{Thing}.md"];
        Assert.Empty(files.Except(Directory.EnumerateFiles(room).Select(static f => Path.GetFileName(f))));
        Nothing.Wrong(Errors(room), $"a new room of {area} does not compile:");
        AssertAdded(
            Registry,
            $"using NeonFlow.Provider.Resources.{folder}.{Thing};",
            $"        [\"neonflow:{area}:{Thing}\"] = Of(static u => new {Thing}Handler(u)),"
        );
        AssertAdded(Subjects + "Subject.cs", $"        [\"neonflow:{area}:{Thing}\"] = static w => new {Thing}Subject(w),");
        Assert.Empty(Parse(At($"{Subjects}Subjects/{Thing}Subject.cs")).GetDiagnostics());
    }

    private string At(string file) => Path.Combine(_root, file);

    private static SyntaxTree Parse(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file);

    // The provider's internals are open to an assembly of this test project's name.
    private static IEnumerable<string> Errors(string room)
    {
        var name = typeof(NewRoomTests).Assembly.GetName().Name!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(f => Path.GetFileNameWithoutExtension(f) != name)
            .Select(static f => MetadataReference.CreateFromFile(f));
        var trees = Directory.EnumerateFiles(room, "*.cs").Select(Parse).Append(CSharpSyntaxTree.ParseText(ImplicitUsings));
        return CSharpCompilation
            .Create(
                name,
                trees,
                references,
                new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            )
            .GetDiagnostics()
            .Where(static d => d.Severity == DiagnosticSeverity.Error)
            .Select(static d => d.ToString());
    }

    // Each line stands once, in the order of the lines of its kind around it, and nothing else has changed.
    private void AssertAdded(string file, params string[] added)
    {
        var (before, after) = (Repository.Lines(file), File.ReadAllLines(At(file)));
        Assert.Equal(before, after.Where(l => !added.Contains(l)));
        foreach (var line in added)
        {
            var at = Array.IndexOf(after, line);
            Assert.True(at > 0, $"{file} lacks: {line}");
            var (kind, previous, next) = (line[..14], after[at - 1], after[at + 1]);
            Assert.True(previous.StartsWith(kind, StringComparison.Ordinal) || next.StartsWith(kind, StringComparison.Ordinal), line);
            Assert.True(!previous.StartsWith(kind, StringComparison.Ordinal) || string.CompareOrdinal(previous, line) < 0, previous);
            Assert.True(!next.StartsWith(kind, StringComparison.Ordinal) || string.CompareOrdinal(line, next) < 0, next);
        }
    }
}
