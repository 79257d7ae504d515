using Pulumi;

namespace NeonFlow.Cdc;

public sealed partial class NeonToEstuary
{
    private const string StackType = "pulumi:pulumi:Stack";

    // The engine hands a former name on to the parts only in the operation that renames the component itself. Where that was interrupted,
    // the next one finds the component under its new name, and some parts still under the old one.
    private IEnumerable<Input<Alias>> FormerNames(string name, string suffix, ComponentResourceOptions? options) =>
        (options?.Aliases ?? []).Select(former =>
            (Input<Alias>)former.ToOutput().Apply(alias => FormerUrn(alias).Apply(urn => Part(urn, name, suffix)))
        );

    private static Alias Part(string urn, string name, string suffix) =>
        urn.Split("::", 4) is [var stack, var project, _, var former]
            ? new()
            {
                Name = former + suffix,
                ParentUrn = urn,
                Project = project,
                Stack = stack[(stack.LastIndexOf(':') + 1)..],
            }
            : new() { Name = name + suffix, ParentUrn = urn };

    // What an alias leaves out is as it is now.
    private Output<string> FormerUrn(Alias alias)
    {
        if (alias.Urn is { Length: > 0 } given)
        {
            return Output.Create(given);
        }

        Output<string> Said(Input<string>? part) => (part ?? "").ToOutput();
        var parent = alias.Parent is { } resource ? resource.Urn : Said(alias.ParentUrn);
        var names = Output.Tuple(Said(alias.Name), Said(alias.Type), Said(alias.Project), Said(alias.Stack));
        return Output
            .Tuple(Urn, parent, names)
            .Apply(t =>
            {
                var (now, under, (name, type, project, stack)) = t;
                var parts = now.Split("::", 4);
                var at = parts[2].LastIndexOf('$');
                var above =
                    under.Length > 0 ? Above(under.Split("::", 4)[2])
                    : alias.NoParent ? ""
                    : parts[2][..(at + 1)];
                return string.Join(
                    "::",
                    stack.Length > 0 ? $"urn:pulumi:{stack}" : parts[0],
                    project.Length > 0 ? project : parts[1],
                    above + (type.Length > 0 ? type : parts[2][(at + 1)..]),
                    name.Length > 0 ? name : parts[3]
                );
            });
    }

    private static string Above(string type) => type == StackType ? "" : type + "$";
}
