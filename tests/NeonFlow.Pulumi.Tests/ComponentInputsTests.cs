using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using NeonFlow.Harness;
using NeonFlow.Provider;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using Pulumi;
using Pulumi.Testing;

namespace ComponentTests;

/// <summary>What a message of a part names is an input of the component.</summary>
public sealed partial class ComponentInputsTests
{
    // A value of each input that no default has.
    private static readonly Dictionary<string, Action<NeonToEstuaryArgs>> Changes = new(StringComparer.Ordinal)
    {
        ["ProjectId"] = static a => a.ProjectId = "other-cell-763302",
        ["BranchId"] = static a => a.BranchId = "br-2",
        ["Database"] = static a => a.Database = "other",
        ["Tables"] = static a => a.Tables = ["public.other"],
        ["Prefix"] = static a => a.Prefix = "acmeCo/other",
        ["AcknowledgeIrreversible"] = static a => a.AcknowledgeIrreversible = true,
        ["ConnectionRole"] = static a => a.ConnectionRole = "other",
        ["RoleName"] = static a => a.RoleName = "other",
        ["PublicationName"] = static a => a.PublicationName = "other",
        ["SlotName"] = static a => a.SlotName = "other",
        ["WatermarksTable"] = static a => a.WatermarksTable = "public.other",
        ["CaptureName"] = static a => a.CaptureName = "acmeCo/other",
        ["Adopt"] = static a => a.Adopt = true,
        ["DeleteCollections"] = static a => a.DeleteCollections = true,
        ["Rotation"] = static a => a.Rotation = "other",
        ["Creators"] = static a => a.Creators = "other",
        ["DataPlane"] = static a => a.DataPlane = "ops/dp/public/other",
        ["Address"] = static a => a.Address = "other",
        ["SslMode"] = static a => a.SslMode = CaptureSslMode.Disable,
        ["Modes"] = static a => a.Modes.Add("public.orders", "Normal"),
        ["Targets"] = static a => a.Targets.Add("public.orders", "acmeCo/other"),
        ["Backfill"] = static a => a.Backfill.Add("*", 1),
        ["Reset"] = static a => a.Reset = true,
        ["OnLoss"] = static a => a.OnLoss = LossPolicy.Accept,
        ["HistoryMode"] = static a => a.HistoryMode = true,
        ["Connector"] = static a => a.Connector = "other",
        ["DryRun"] = static a => a.DryRun = true,
    };

    private static readonly HashSet<string> OfComponent =
    [
        .. typeof(NeonToEstuaryArgs).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(static p => p.Name),
    ];

    [Fact]
    public void Every_input_of_every_part_is_known_to_come_from_somewhere_or_nowhere()
    {
        foreach (var (token, inputs) in ComponentInputs.OfParts)
        {
            var shape = Registry.ShapeOf(token);
            var members = Names(shape)
                .SelectMany(name =>
                    name == "connection" ? Names(shape[name]!.Value.Object!).Select(static m => $"connection.{m}").Prepend(name) : [name]
                );
            Assert.Equal(members.Order(StringComparer.Ordinal), inputs.Keys.Select(Wire).Order(StringComparer.Ordinal));
        }
        Assert.All(
            ComponentInputs.OfParts.Concat(ComponentInputs.OfCalls).SelectMany(static p => p.Value.Values).OfType<string>(),
            static name => Assert.Contains(name, OfComponent)
        );
    }

    [Fact]
    public async Task What_an_input_is_said_to_come_from_changes_it()
    {
        var before = await MadeAsync(static _ => { });
        var changed = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, change) in Changes)
        {
            changed[name] = await MadeAsync(change);
        }

        foreach (var (token, inputs) in ComponentInputs.OfParts.Concat(ComponentInputs.OfCalls))
        {
            foreach (var (input, name) in inputs.Where(static i => i.Value is not null))
            {
                var at = $"{token} {Wire(input)}";
                Assert.True(
                    changed[name!].GetValueOrDefault(at) != before.GetValueOrDefault(at),
                    $"{at} does not come from {name} of the component."
                );
            }
        }
    }

    [Fact]
    public void No_text_of_the_provider_names_an_input_that_is_not_translated()
    {
        var inputs = ComponentInputs.OfParts.Values.SelectMany(static i => i.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = OfComponent
            .Concat(Registry.ResourceTokens.SelectMany(static t => Names(Registry.ShapeOf(t))))
            .Concat(Registry.FunctionTokens.SelectMany(static t => Names(Registry.ShapesOf(t).Args)))
            .Concat(inputs.Select(static i => i[(i.IndexOf('.', StringComparison.Ordinal) + 1)..]))
            // Options of resources are Pulumi's own.
            .Concat(["Aliases", "CustomTimeouts", "RetainOnDelete", "Update", "Delete"])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var files = Directory
            .EnumerateFiles(Checkout.File("src", "NeonFlow.Provider"), "*.cs", SearchOption.AllDirectories)
            .Where(static f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();
        var texts = files.SelectMany(static f => Texts(File.ReadAllText(f)).Select(t => (File: Path.GetFileName(f), Text: t))).ToList();
        var named = texts.SelectMany(static t => Assigned().Matches(t.Text).Select(m => (t.File, Name: m.Groups["input"].Value))).ToList();
        Assert.Contains(named, static n => n.Name == "CollectionPrefix");
        Assert.DoesNotContain(named, n => !known.Contains(n.Name));
        // The rules speak of the capture, unless they tell the two apart.
        var ofCapture = ComponentInputs.OfParts["neonflow:estuary:Capture"].Keys.Concat(OfComponent).ToHashSet(StringComparer.Ordinal);
        var rules = files
            .Where(static f => f.Contains("Rules", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Where(static f => !f.Contains("IsInComponent", StringComparison.Ordinal) && !f.Contains("OrOn(", StringComparison.Ordinal))
            .SelectMany(Texts)
            .SelectMany(static t => Assigned().Matches(t))
            .Select(static m => m.Groups["input"].Value)
            .ToList();
        Assert.NotEmpty(rules);
        Assert.DoesNotContain(rules, r => !ofCapture.Contains(r));
        // In prose a name is not seen. Pages are not messages; there it stands between back quotes.
        Assert.DoesNotContain(texts, t => Prose().Match(t.Text) is { Success: true } m && known.Contains(m.Groups["input"].Value));
        Assert.Empty(
            texts
                .Where(static t => t.Text.Contains("NeonToEstuary", StringComparison.Ordinal) && !t.Text.Contains('`'))
                .Select(static t => t.File)
                .Distinct()
                .Except(["ResourceName.cs", "ProgramWords.cs", "ConstructRpc.cs"])
        );
    }

    [Fact]
    public void Whatever_a_part_names_is_an_input_of_the_component_or_said_to_be_none()
    {
        foreach (var (token, inputs) in ComponentInputs.OfParts)
        {
            foreach (var input in inputs.Keys)
            {
                var said = ProgramWords.Of(Part(token), $"  fix: {(input.Contains('.') ? Wire(input) : input)} = 1");
                var name = Assigned().Match(said).Groups["input"].Value;
                Assert.True(
                    OfComponent.Contains(name) || said.Contains($"does not pass {Wire(input)} on", StringComparison.OrdinalIgnoreCase),
                    said
                );
            }
        }
    }

    [Theory]
    [InlineData("postgres:Publication", "fix: Name = \"a\"", "fix: PublicationName = \"a\"")]
    [InlineData("postgres:Publication", "Adopt = true   // or Name = \"a\"", "Adopt = true   // or PublicationName = \"a\"")]
    [InlineData("postgres:Publication", "Database = \"neondb\"", "Database = \"neondb\"")]
    [InlineData("postgres:Publication", "SET x;   -- or ViaPartitionRoot = true", "SET x;")]
    [InlineData("estuary:Capture", "DROP x;\n-- or in the program: ReadOnly = true", "DROP x;")]
    [InlineData("estuary:Capture", "-- in the program: Backfill = { [\"*\"] = 1 }", "-- in the program: Backfill = { [\"*\"] = 1 }")]
    [InlineData("postgres:Grant", "connection.role = \"a\"   // or connection.user = \"a\", at a direct address", "ConnectionRole = \"a\"")]
    [InlineData("neon:Role", "Aliases = { new Alias { Name = \"a\" } }", "Aliases = { new Alias { Name = \"a\" } }")]
    [InlineData(
        "neon:Role",
        "new CustomResourceOptions { RetainOnDelete = true }",
        "new ComponentResourceOptions { RetainOnDelete = true }"
    )]
    [InlineData("estuary:Capture", "NF5003 at tables[2]: gone", "NF5003 at tables[2]: gone")]
    [InlineData("estuary:Capture", "1. NF4004 at collectionPrefix: bad", "1. NF4004 at prefix: bad")]
    [InlineData("postgres:Grant", "NF3001: tables[0] is odd", "NF3001: tables is odd")]
    [InlineData("postgres:Grant", "NF3004 at connection.database: gone", "NF3004 at database: gone")]
    [InlineData(
        "neon:IpAllow",
        "OpenToAll = true",
        "OpenToAll = true   // NeonToEstuary does not pass OpenToAll on: with ResourceTransforms in its options"
    )]
    public void A_part_speaks_the_words_of_the_component(string type, string text, string expected)
    {
        Assert.Equal(expected, ProgramWords.Of(Part("neonflow:" + type), text));
        // Elsewhere it is the resource's own input.
        Assert.Equal(text, ProgramWords.Of(Target.Of($"urn:pulumi:dev::shop::my:index:NotNeonToEstuary$neonflow:{type}::a", "", ""), text));
    }

    [Fact]
    public void A_function_that_the_component_calls_names_the_inputs_of_both()
    {
        var target = new Target("", "", "neonflow:estuary:getDataPlane");
        Assert.Equal("Name = \"a\"   // DataPlane of NeonToEstuary", ProgramWords.Of(target, "Name = \"a\""));
    }

    private static Target Part(string token) =>
        Target.Of($"urn:pulumi:dev::shop::my:index:Wrapper$neonflow:index:NeonToEstuary${token}::orders", "", "");

    private static IEnumerable<string> Names(ShapeInfo shape) =>
        shape.Properties.Where(static p => p.IsInput || !p.IsOutput).Select(static p => p.Name);

    // Connection.TlsMode is connection.tlsMode.
    private static string Wire(string input) =>
        string.Join('.', input.Split('.').Select(static part => char.ToLowerInvariant(part[0]) + part[1..]));

    private static IEnumerable<string> Texts(string source) =>
        CSharpSyntaxTree
            .ParseText(source)
            .GetRoot()
            .DescendantNodes()
            .Select(static node =>
                node switch
                {
                    LiteralExpressionSyntax literal => literal.Token.ValueText,
                    InterpolatedStringExpressionSyntax text => string.Concat(
                        text.Contents.Select(static c => c is InterpolatedStringTextSyntax t ? t.TextToken.ValueText : "…")
                    ),
                    _ => "",
                }
            );

    private static async Task<IReadOnlyDictionary<string, string>> MadeAsync(Action<NeonToEstuaryArgs> change)
    {
        var args = new NeonToEstuaryArgs
        {
            ProjectId = "hidden-cell-763301",
            Database = "shop",
            Tables = { "public.orders" },
            Prefix = "acmeCo/shop",
        };
        change(args);
        var recorder = new Recorder();
        await Deployment.TestAsync(
            recorder,
            new TestOptions { IsPreview = false },
            () =>
            {
                _ = new NeonToEstuary("orders", args);
                return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
            }
        );
        var made = ComponentInputs
            .OfParts.Keys.Select(t => (Token: t, Inputs: recorder.Inputs(t).Single()))
            .Concat(ComponentInputs.OfCalls.Keys.Select(t => (Token: t, Inputs: recorder.Asked(t))));
        return made.SelectMany(static m => Flat(m.Token + " ", JsonSerializer.SerializeToElement(m.Inputs)))
            .ToDictionary(static v => v.At, static v => v.Value, StringComparer.Ordinal);
    }

    private static IEnumerable<(string At, string Value)> Flat(string at, JsonElement map) =>
        map.EnumerateObject()
            .SelectMany(p => p.Name == "connection" ? Flat($"{at}connection.", p.Value) : [(at + p.Name, p.Value.GetRawText())]);

    [GeneratedRegex(@"(?<![\w."">])(?<!new \w+ \{[^}]*)(?:connection\.)?(?<input>[A-Z][A-Za-z]+) = ")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"\b[Aa]nother (?<input>[A-Z]\w+)")]
    private static partial Regex Prose();
}
