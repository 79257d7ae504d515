using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Display;

/// <summary>Short forms of the events of a stack <c>dev</c> of a project <c>shop</c>.</summary>
internal static class Events
{
    public static readonly Urn Stack = Urn.Create("dev", "shop", "", Urn.StackType, "shop-dev");

    public static Urn Thing(string name) => Urn.Create("dev", "shop", Urn.StackType, "neonflow:index:Capture", name);

    public static PropertyMap Map(params (string Name, PropertyValue Value)[] members) =>
        new(members.Select(m => KeyValuePair.Create(m.Name, m.Value)));

    public static PropertyValue List(params PropertyValue[] items) => new ArrayValue(items);

    public static PropertyValue Secret(PropertyValue value) => new SecretValue(value);

    public static StepState State(Urn urn, PropertyMap? inputs = null, PropertyMap? outputs = null, string id = "", string provider = "") =>
        new(
            urn,
            urn.Type,
            !urn.IsStack,
            false,
            id,
            urn.IsStack ? default : Stack,
            false,
            false,
            inputs ?? PropertyMap.Empty,
            outputs ?? PropertyMap.Empty,
            provider,
            []
        );

    public static StepMetadata Step(
        StepOp op,
        Urn urn,
        StepState? old = null,
        StepState? @new = null,
        params (string Path, PropertyDiffKind Kind)[] detailed
    ) =>
        new(
            op,
            urn,
            urn.Type,
            old,
            @new ?? (op is StepOp.Delete or StepOp.DeleteReplaced ? null : State(urn)),
            [],
            [],
            detailed.Length == 0 ? null : detailed.ToDictionary(d => d.Path, d => new DetailedDiffEntry(d.Kind, true)),
            Logical: op is not (StepOp.CreateReplacement or StepOp.DeleteReplaced),
            @new?.Provider ?? old?.Provider ?? ""
        );

    public static ResourcePreEvent Begin(StepMetadata step, bool planning = false) => new(step, planning);

    public static ResourceOutputsEvent Done(StepMetadata step, bool planning = false) => new(step, planning);

    public static DiagnosticEvent Error(Urn urn, string message) => new(urn, "error: ", message + "\n", DiagnosticSeverity.Error, 0, false);

    public static DiagnosticEvent Status(Urn urn, string message) => new(urn, "", message + "\n", DiagnosticSeverity.Info, 0, true);

    public static SummaryEvent Summary(bool preview, params (StepOp Op, int Count)[] changes) =>
        new(preview, changes.ToDictionary(c => c.Op, c => c.Count), TimeSpan.FromSeconds(64.2), false);
}
