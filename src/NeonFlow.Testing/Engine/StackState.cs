using System.Globalization;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>A stack as its state file keeps it.</summary>
/// <remarks>In pulumi/pulumi: Snapshot (pkg/resource/deploy/snapshot.go).</remarks>
internal sealed class StackState
{
    public required SecretVault Vault { get; init; }

    public List<ResourceState> Resources { get; init; } = [];

    public List<PendingOperation> PendingOperations { get; init; } = [];

    /// <summary>What must hold of every saved state; a violation is a mistake of this engine.</summary>
    /// <remarks>In pulumi/pulumi: Snapshot.VerifyIntegrity (pkg/resource/deploy/snapshot.go).</remarks>
    public void Verify()
    {
        var seen = new Dictionary<Urn, ResourceState>();
        var current = new HashSet<Urn>();
        foreach (var resource in Resources)
        {
            void Fail(string what) => throw new EngineException($"the state of {resource.Urn} is not sound: {what}");

            if (resource.Urn.IsEmpty || resource.Type.Length == 0)
            {
                Fail("it has no URN or no type");
            }

            if (!resource.Custom && resource.Id.Length > 0)
            {
                Fail("a component has an id");
            }

            if (
                resource.ProviderReference is { } provider
                && !resource.PendingReplacement
                && !Resources.TakeWhile(r => r != resource).Any(r => r.Urn == provider.Urn && r.Id == provider.Id)
            )
            {
                Fail($"its provider {provider} is not before it");
            }

            foreach (var need in resource.Needs().Where(n => n != resource.ProviderReference?.Urn))
            {
                if (!seen.ContainsKey(need))
                {
                    Fail($"{need}, which it needs, is not before it");
                }
            }

            if (!resource.Delete && !current.Add(resource.Urn))
            {
                Fail("it is there twice");
            }

            seen[resource.Urn] = resource;
        }
    }

    public JsonObject Write()
    {
        var deployment = new JsonObject
        {
            ["manifest"] = new JsonObject
            {
                ["time"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
                ["magic"] = "",
                ["version"] = "",
            },
            ["secrets_providers"] = new JsonObject
            {
                ["type"] = "passphrase",
                ["state"] = new JsonObject { ["salt"] = Vault.State },
            },
        };
        if (Resources.Count > 0)
        {
            deployment["resources"] = new JsonArray([.. Resources.Select(r => Write(r, Vault))]);
        }

        if (PendingOperations.Count > 0)
        {
            deployment["pending_operations"] = new JsonArray([
                .. PendingOperations.Select(p => (JsonNode)new JsonObject { ["resource"] = Write(p.Resource, Vault), ["type"] = p.Type }),
            ]);
        }

        deployment["metadata"] = new JsonObject();
        return deployment;
    }

    public static StackState Read(JsonObject deployment, string passphrase)
    {
        var salt = deployment["secrets_providers"]?["state"]?["salt"]?.GetValue<string>();
        var vault = salt is null ? SecretVault.Create(passphrase) : SecretVault.Open(salt, passphrase);
        return new()
        {
            Vault = vault,
            Resources = [.. (deployment["resources"] as JsonArray ?? []).Select(r => Read(r!.AsObject(), vault))],
            PendingOperations =
            [
                .. (deployment["pending_operations"] as JsonArray ?? []).Select(p => new PendingOperation(
                    Read(p!["resource"]!.AsObject(), vault),
                    p["type"]!.GetValue<string>()
                )),
            ],
        };
    }

    /// <summary>The JSON of one resource; shown to people, its secrets are only named.</summary>
    public static JsonObject Write(ResourceState resource, SecretVault vault, bool shown = false)
    {
        var to = new JsonObject { ["urn"] = resource.Urn.Text, ["custom"] = resource.Custom };
        Flag("delete", resource.Delete);
        Text("id", resource.Id);
        to["type"] = resource.Type;
        Map("inputs", resource.Inputs);
        Map("outputs", resource.Outputs);
        Text("parent", resource.Parent.Text);
        Flag("protect", resource.Protect);
        Flag("taint", resource.Taint);
        Flag("external", resource.External);
        List("dependencies", resource.Dependencies.Select(d => d.Text));
        List("initErrors", resource.InitErrors);
        Text("provider", resource.Provider);
        if (resource.PropertyDependencies.Count > 0)
        {
            var map = new JsonObject();
            foreach (var (name, urns) in resource.PropertyDependencies)
            {
                map[name] = new JsonArray([.. urns.Select(u => (JsonNode)u.Text)]);
            }

            to["propertyDependencies"] = map;
        }

        Flag("pendingReplacement", resource.PendingReplacement);
        List("additionalSecretOutputs", resource.AdditionalSecretOutputs);
        if (!resource.Timeouts.IsEmpty)
        {
            var timeouts = new JsonObject();
            foreach (
                var (name, seconds) in new[]
                {
                    ("create", resource.Timeouts.Create),
                    ("update", resource.Timeouts.Update),
                    ("delete", resource.Timeouts.Delete),
                    ("read", resource.Timeouts.Read),
                }
            )
            {
                if (seconds != 0)
                {
                    timeouts[name] = seconds;
                }
            }

            to["customTimeouts"] = timeouts;
        }

        Text("importID", resource.ImportId);
        Flag("retainOnDelete", resource.RetainOnDelete);
        Text("deletedWith", resource.DeletedWith.Text);
        List("replaceWith", resource.ReplaceWith.Select(u => u.Text));
        Time("created", resource.Created);
        Time("modified", resource.Modified);
        List("ignoreChanges", resource.IgnoreChanges);
        List("hideDiff", resource.HideDiffs);
        List("replaceOnChanges", resource.ReplaceOnChanges);
        if (resource.ReplacementTrigger is { } trigger)
        {
            to["replacementTrigger"] = PropertyJson.Write(trigger, vault, shown);
        }

        Flag("refreshBeforeUpdate", resource.RefreshBeforeUpdate);
        return to;

        void Flag(string name, bool value)
        {
            if (value)
            {
                to[name] = true;
            }
        }

        void Text(string name, string value)
        {
            if (value.Length > 0)
            {
                to[name] = value;
            }
        }

        void Map(string name, PropertyMap value)
        {
            if (value.Count > 0)
            {
                to[name] = PropertyJson.Write(value, vault, shown);
            }
        }

        void List(string name, IEnumerable<string> values)
        {
            var list = new JsonArray([.. values.Select(v => (JsonNode)v)]);
            if (list.Count > 0)
            {
                to[name] = list;
            }
        }

        void Time(string name, DateTimeOffset? value)
        {
            if (value is { } time)
            {
                to[name] = time.ToString("O", CultureInfo.InvariantCulture);
            }
        }
    }

    private static ResourceState Read(JsonObject from, SecretVault vault)
    {
        string Text(string name) => from[name]?.GetValue<string>() ?? "";
        bool Flag(string name) => from[name]?.GetValue<bool>() ?? false;
        string[] List(string name) => [.. (from[name] as JsonArray ?? []).Select(v => v!.GetValue<string>())];
        DateTimeOffset? Time(string name) =>
            DateTimeOffset.TryParse(Text(name), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;
        double Seconds(string name) => from["customTimeouts"]?[name]?.GetValue<double>() ?? 0;

        var dependencies = new SortedDictionary<string, IReadOnlyList<Urn>>(StringComparer.Ordinal);
        foreach (var (name, urns) in from["propertyDependencies"] as JsonObject ?? [])
        {
            dependencies[name] = [.. (urns as JsonArray ?? []).Select(u => new Urn(u!.GetValue<string>()))];
        }

        return new()
        {
            Urn = new(Text("urn")),
            Type = Text("type"),
            Custom = Flag("custom"),
            Delete = Flag("delete"),
            Id = Text("id"),
            Inputs = PropertyJson.ReadMap(from["inputs"], vault),
            Outputs = PropertyJson.ReadMap(from["outputs"], vault),
            Parent = new(Text("parent")),
            Protect = Flag("protect"),
            Taint = Flag("taint"),
            External = Flag("external"),
            Dependencies = [.. List("dependencies").Select(d => new Urn(d))],
            InitErrors = List("initErrors"),
            Provider = Text("provider"),
            PropertyDependencies = dependencies,
            PendingReplacement = Flag("pendingReplacement"),
            AdditionalSecretOutputs = List("additionalSecretOutputs"),
            Aliases = [.. List("aliases").Select(a => new Urn(a))],
            Timeouts = new(Seconds("create"), Seconds("update"), Seconds("delete"), Seconds("read")),
            ImportId = Text("importID"),
            RetainOnDelete = Flag("retainOnDelete"),
            DeletedWith = new(Text("deletedWith")),
            ReplaceWith = [.. List("replaceWith").Select(u => new Urn(u))],
            Created = Time("created"),
            Modified = Time("modified"),
            IgnoreChanges = List("ignoreChanges"),
            HideDiffs = List("hideDiff"),
            ReplaceOnChanges = List("replaceOnChanges"),
            ReplacementTrigger = from["replacementTrigger"] is { } trigger ? PropertyJson.Read(trigger, vault) : null,
            RefreshBeforeUpdate = Flag("refreshBeforeUpdate"),
        };
    }
}
