using System.Text.RegularExpressions;
using NeonFlow.Provider;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Every resource is one room with the same furniture.</summary>
public sealed partial class RoomTests
{
    private const string Rooms = "src/NeonFlow.Provider/Resources/";

    public static TheoryData<string> Tokens => [.. Registry.ResourceTokens];

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_resource_has_its_room_with_four_files(string token)
    {
        var (area, thing) = Parts(token);
        var room = $"{Rooms}{area}/{thing}/";
        Nothing.Wrong(
            new[] { $"{room}{thing}.cs", $"{room}{thing}Handler.cs", $"{room}{thing}Plan.cs", $"{room}{thing}.md" }.Except(
                Repository.Files
            ),
            $"the room of {token} lacks:"
        );
        Assert.Contains($"[Resource(\"{token}\")]", Repository.Read($"{room}{thing}.cs"), StringComparison.Ordinal);
        Assert.True(Repository.Read($"{room}{thing}.md").Trim().Length > 200, $"{room}{thing}.md says too little for a reference page.");
    }

    [Fact]
    public void Every_room_is_registered()
    {
        var folders = Repository
            .Files.Select(static f => RoomFile().Match(f))
            .Where(static m => m.Success)
            .Select(static m => $"{m.Groups[1].Value}/{m.Groups[2].Value}")
            .Distinct();
        var registered = Registry.ResourceTokens.Select(Parts).Select(static p => $"{p.Area}/{p.Thing}");
        Nothing.Wrong(folders.Except(registered), "rooms without a line in Registry.cs:");
    }

    [Fact]
    public void Plans_are_pure()
    {
        var wrong = Registry
            .ResourceTokens.Select(Parts)
            .Select(static p => $"{Rooms}{p.Area}/{p.Thing}/{p.Thing}Plan.cs")
            .Where(Repository.Files.Contains)
            .Where(static f =>
                Regex.IsMatch(
                    Code.WithoutCommentsAndTexts(Repository.Read(f)),
                    @"\b(async|await|Task<|HttpClient|PostgresSession|UpstreamClients(?!\.IsLoopback)|OperationContext)\b"
                )
            );
        Nothing.Wrong(wrong, "a plan looks at nothing and does nothing:");
    }

    private static (string Area, string Thing) Parts(string token)
    {
        var parts = token.Split(':');
        return (char.ToUpperInvariant(parts[1][0]) + parts[1][1..], parts[2]);
    }

    [GeneratedRegex("^src/NeonFlow.Provider/Resources/([^/]+)/([^/]+)/[^/]+$")]
    private static partial Regex RoomFile();
}
