#!/usr/bin/env bash
# Makes the room of a new resource: its files, its line in the registry, and its subject for the conformance laws. The result builds; the
# tests that are red then say what is to be written.
#   eng/new-room.sh neon Database        neon | postgres | estuary, and the name of the resource as in its token
set -eu
cd "$(dirname "$0")/.."

usage() { sed -n '2,4s/^# \?//p' "$0"; exit 2; }
[ $# = 2 ] || usage
area=$1 thing=$2
case "$area" in neon) Area=Neon ;; postgres) Area=Postgres ;; estuary) Area=Estuary ;; *) usage ;; esac
[[ $thing =~ ^[A-Z][A-Za-z0-9]*$ ]] || usage
token=neonflow:$area:$thing
room=src/NeonFlow.Provider/Resources/$Area/$thing
registry=src/NeonFlow.Provider/Registry.cs
subjects=tests/NeonFlow.Conformance.Tests
[ ! -e "$room" ] || { echo "$room exists already" >&2; exit 1; }
mkdir -p "$room"
space=NeonFlow.Provider.Resources.$Area.$thing
# In halves: no file of the repository holds the word, and a test is red until the last one is gone.
missing='throw new NotImplemented''Exception'

base= bound=
# The place of an object: what the program names it by, and what an import needs.
case "$area" in
  neon) identity='    /// <summary>Neon project, such as <c>hidden-cell-763301</c>. A change replaces the resource.</summary>
    [Input, ReplaceOnChange]
    public required NeonProjectId ProjectId { get; init; }

' scalar='[Scalar<NeonProjectId, NeonProjectIdErrors>]
' shape_usings='using NeonFlow.Neon;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;' ;;
  postgres) identity='    /// <summary>How to reach the database. Default: the provider'"'"'s <c>databaseUrl</c>.</summary>
    [Input, Transport]
    public Connection? Connection { get; init; }

' scalar='[Nested<Connection>]
[Nested<ConnectionTlsMode>]
' shape_usings='using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;' base=" : ISqlShape<$thing>" bound="

    /// <summary>Neon branch that the object was made on. None at a direct address.</summary>
    [Output]
    public string? BranchId { get; init; }

    $thing ISqlShape<$thing>.On(string? branch) => this with { BranchId = branch };" ;;
  estuary) identity='' scalar='' shape_usings='using NeonFlow.Provider.Schema;' ;;
esac

cat >"$room/$thing.cs" <<EOF
$shape_usings

namespace $space;

/// <summary>What the resource is, in one sentence.</summary>
[Resource("$token")]
${scalar}public sealed record $thing$base
{
$identity    /// <summary>Name. A change replaces the resource.</summary>
    [Input, ReplaceOnChange]
    public required string Name { get; init; }$bound
}
EOF

cat >"$room/$thing.md" <<EOF
$thing
EOF

cat >"$room/${thing}Plan.cs" <<EOF
using NeonFlow.Provider.Contracts;

namespace $space;

/// <summary>Steps from what is observed to a desired <see cref="$thing"/>; pure.</summary>
internal static class ${thing}Plan
{
    public static Plan Create($thing desired) => ${missing}(desired.Name);
}
EOF

handler() { # handler <base class> <usings> <members>
  cat >"$room/${thing}Handler.cs" <<EOF
$2

namespace $space;

/// <summary>Verbs of <see cref="$thing"/>.</summary>
internal sealed class ${thing}Handler(UpstreamClients upstreams) : $1
{
$3
}
EOF
}

verbs="    public override Task<Preview<$thing>> PreviewAsync(PreviewContext<$thing> context) =>
        Task.FromResult(new Preview<$thing>(context.Desired, ${thing}Plan.Create(context.Desired)));

    public override Task<ResourceState<$thing>> CreateAsync($thing desired, OperationContext context) =>
        ${missing}();

    public override Task<$thing> UpdateAsync(string id, $thing current, $thing desired, OperationContext context) =>
        ${missing}();"
case "$area" in
  neon)
    handler "NeonResourceHandler<$thing>(upstreams)" "using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;" "    protected override NeonIdForm IdForm => NeonIdForm.OnBranch;

    public override IReadOnlyList<string?> PlacesOf($thing shape, UnknownSet unknown) =>
        [unknown.Contains(PropertyPath.Of(nameof($thing.ProjectId))) ? null : NeonId.PlaceOf(shape.ProjectId)];

$verbs

    protected override Task<$thing?> ReadAsync(NeonId id, $thing? saved, ReadContext<$thing> context) =>
        ${missing}();

    protected override Task DeleteAsync(NeonId id, $thing state, OperationContext context) => ${missing}();" ;;
  postgres)
    handler "SqlObjectHandler<$thing, ${thing}Observation>(upstreams)" "using NeonFlow.Postgres;
using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Upstreams;" "    protected override string Kind => \"$thing\";

    protected override DatabaseIdForm IdForm { get; } = new(\"name\");

$verbs

    public override Task<ResourceState<$thing>?> ReadAsync(ReadContext<$thing> context) => ${missing}();

    public override Task DeleteAsync(string id, $thing state, OperationContext context) => ${missing}();

    protected override IReadOnlyList<string> NameOf($thing shape) => [shape.Name];

    protected override $thing FromId(Connection? connection, IReadOnlyList<string> name) => new() { Connection = connection, Name = name[0] };

    protected override Func<${thing}Observation> Observe(FactBatch batch, PostgresSession session, $thing desired, $thing? current) =>
        ${missing}();"
    cat >"$room/${thing}Observation.cs" <<EOF
namespace $space;

/// <summary>What the database shows of a <see cref="$thing"/>.</summary>
internal sealed record ${thing}Observation;
EOF
    ;;
  estuary)
    handler "Handler<$thing>" "using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Upstreams;" "    private readonly CatalogPublisher _publisher = new(upstreams);

$verbs

    public override Task<ResourceState<$thing>?> ReadAsync(ReadContext<$thing> context) => ${missing}();

    public override Task DeleteAsync(string id, $thing state, OperationContext context) =>
        ${missing}(_publisher.ToString());" ;;
esac

# insert <file> <first lines of the block> <line>: keeps a block of lines in order
insert() {
  awk -v start="$2" -v line="$3" '
    BEGIN { length_ = length(start) }
    !done && substr($0, 1, length_) == start { inside = 1; if ($0 > line) { print line; done = 1 } }
    !done && inside && substr($0, 1, length_) != start { print line; done = 1 }
    { print }' "$1" >"$1.new" && mv "$1.new" "$1"
}
insert "$registry" '        ["neonflow:' "        [\"$token\"] = Of(static u => new ${thing}Handler(u)),"
insert "$registry" 'using NeonFlow.Provider.Resources.' "using $space;"
insert "$subjects/Subject.cs" '        ["neonflow:' "        [\"$token\"] = static w => new ${thing}Subject(w),"

cat >"$subjects/Subjects/${thing}Subject.cs" <<EOF
using System.Text.Json.Nodes;

namespace NeonFlow.Conformance.Tests.Subjects;

internal sealed class ${thing}Subject(World world) : Subject(world)
{
    public override JsonObject Inputs => ${missing}();

    public override JsonObject Changed => ${missing}();

    public override string ImportId => ${missing}();

    public override Sources ReadsFrom => ${missing}();

    public override Task VanishAsync() => ${missing}();
}
EOF

cat <<EOF
$token:
  $room/                  shape, verbs, plan and prose: write them
  $registry               has its line
  $subjects/Subjects/${thing}Subject.cs   describes it for the laws: write it
Then: NEONFLOW_ACCEPT=1 ./test.sh --suite SchemaGen (schema.json, SDK classes, reference page), the API's routes in the client, the local
cloud and their tests, and the CHANGELOG. src/NeonFlow.Provider/README.md has the walk.
EOF
