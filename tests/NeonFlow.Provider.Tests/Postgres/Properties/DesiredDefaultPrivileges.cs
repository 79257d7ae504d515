using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Postgres.Properties;

/// <summary>Default privileges on what a role will make.</summary>
internal sealed record DesiredDefaultPrivileges(int Schema, IReadOnlyList<string> Privileges) : DesiredResource
{
    public override string Kind => "DefaultPrivileges";

    public override string Key => $"future-{Schema}";

    public override (string Key, PropertyValue? Value)[] Inputs(IReadOnlyList<GeneratedTable> tables, Names names) =>
        [
            ("role", names.Reader),
            ("schema", Names.Schemas[Schema]),
            ("creators", List(names.Maker)),
            ("privileges", List([.. Privileges.Select(static p => (PropertyValue)p)])),
        ];

    public override string ToString() => $"{Key}: {string.Join('/', Privileges)}";

    public override string Holds(IReadOnlyList<GeneratedTable> tables, Names names) =>
        All(
            Privileges.Select(p =>
                "exists (select from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace, aclexplode(d.defaclacl) x "
                + $"where n.nspname = {Text(Names.Schemas[Schema])} and d.defaclobjtype = 'r' "
                + $"and d.defaclrole = {Text(names.Maker)}::regrole "
                + $"and x.grantee = {Text(names.Reader)}::regrole and x.privilege_type = {Text(p)})"
            )
        );
}
