using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Xunit.Sdk;

namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Steps of the capture files whose numbers lie in a range, and that this machine can play.</summary>
internal class RecordedStepsAttribute(int first, int last) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Steps().Where(s => IsChosen(s.Step, CaseNeeds.Of(s.Case))).Select(s => new object[] { s.File, s.Step });

    protected virtual bool IsChosen(string step, CaseNeeds needs) =>
        !StepsNotPlayedAttribute.IsLeftOut(step)
        && ShopServers.Programs(needs.Major) is not null
        && !(needs.Pooler && Pooler.Executable is null);

    private IEnumerable<(string File, string Step, JsonObject Case)> Steps() =>
        from path in Directory.EnumerateFiles(Captures.Folder, "*.json").Order(StringComparer.Ordinal)
        let file = Path.GetFileName(path)
        let number = int.TryParse(
            file.AsSpan(0, file.TakeWhile(char.IsAsciiDigit).Count()),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var n
        )
            ? n
            : int.MaxValue
        where number >= first && number <= last
        from step in Captures.Cases(path)
        select (file, step.Name, step.Case);
}
