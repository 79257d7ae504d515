using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Testing.Engine;

/// <summary>The folder where stacks are kept, laid out as the real engine's local file backend.</summary>
/// <remarks>In pulumi/pulumi: diyBackend.saveCheckpoint (pkg/backend/diy/state.go).</remarks>
internal sealed class StateFolder(string directory, string project, string stack, EngineAbilities abilities)
{
    private static readonly JsonSerializerOptions Indented = new(PropertyJson.Compact) { WriteIndented = true, IndentSize = 4 };

    public string StateFile { get; } = Path.Combine(directory, ".pulumi", "stacks", project, stack + ".json");

    private string LockDirectory => Path.Combine(directory, ".pulumi", "locks", "organization", project, stack);

    public StackState Load(string passphrase)
    {
        if (!File.Exists(StateFile))
        {
            return new() { Vault = SecretVault.Create(passphrase) };
        }

        JsonNode? root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(StateFile), documentOptions: new() { MaxDepth = 20_000 });
        }
        catch (JsonException failure)
        {
            throw new EngineException($"the state file {StateFile} is not JSON: {failure.Message}", failure);
        }

        var version = root?["version"]?.GetValue<int>() ?? 0;
        if (version != 3 && !(version == 4 && abilities.ReadsFormat4))
        {
            throw new EngineException(
                $"the state file {StateFile} has version {version}; this engine reads version 3{(abilities.ReadsFormat4 ? " and 4" : "")}"
            );
        }

        if (root!["checkpoint"]?["latest"] is not JsonObject latest)
        {
            return new() { Vault = SecretVault.Create(passphrase) };
        }

        var state = StackState.Read(latest, passphrase);
        foreach (var resource in state.Resources)
        {
            // What an engine does not know it does not save again either.
            resource.RefreshBeforeUpdate &= abilities.RefreshesBeforeUpdate;
        }

        return state;
    }

    public void Save(StackState state)
    {
        var features = new JsonArray();
        if (abilities.WritesFormat4 && state.Resources.Any(r => r.RefreshBeforeUpdate))
        {
            features.Add("refreshBeforeUpdate");
        }

        if (state.Resources.Any(r => r.Taint))
        {
            features.Add("taint");
        }

        var root = new JsonObject { ["version"] = features.Count > 0 ? 4 : 3 };
        if (features.Count > 0)
        {
            root["features"] = features;
        }

        var latest = state.Write();
        if (!abilities.WritesMetadata)
        {
            latest.Remove("metadata");
        }

        root["checkpoint"] = new JsonObject { ["stack"] = $"organization/{project}/{stack}", ["latest"] = latest };
        Directory.CreateDirectory(Path.GetDirectoryName(StateFile)!);
        var next = StateFile + ".new";
        File.WriteAllText(next, root.ToJsonString(Indented));
        File.Move(next, StateFile, overwrite: true);
    }

    /// <summary>Gives up the stack's file, after the stack was saved under another name.</summary>
    public void Remove() => File.Delete(StateFile);

    /// <summary>Takes the stack's lock or says who holds it.</summary>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(LockDirectory);
        var mine = Path.Combine(LockDirectory, Guid.NewGuid() + ".json");
        File.WriteAllText(
            mine,
            new JsonObject
            {
                ["pid"] = Environment.ProcessId,
                ["username"] = Environment.UserName,
                ["hostname"] = Environment.MachineName,
                ["timestamp"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            }.ToJsonString()
        );
        var others = Directory.GetFiles(LockDirectory, "*.json").Where(f => f != mine).ToArray();
        if (others.Length > 0)
        {
            File.Delete(mine);
            var holders = others.Select(o => $"\n  file://{o}?no_tmp_dir=true: created by {Holder(o)}");
            throw new EngineException(
                $"the stack is currently locked by {others.Length} lock(s). Either wait for the other process(es) to end or delete the "
                    + $"lock file with `pulumi cancel`.{string.Concat(holders)}"
            );
        }

        return new Held(mine);
    }

    /// <summary>Removes the locks that a dead engine left behind, and says whether there were any.</summary>
    public bool Unlock()
    {
        var left = Directory.Exists(LockDirectory) ? Directory.GetFiles(LockDirectory, "*.json") : [];
        foreach (var file in left)
        {
            File.Delete(file);
        }

        return left.Length > 0;
    }

    private static string Holder(string file)
    {
        try
        {
            var held = JsonNode.Parse(File.ReadAllText(file));
            return $"{held?["username"]}@{held?["hostname"]} (pid {held?["pid"]}) at {held?["timestamp"]}";
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return "another engine";
        }
    }

    private sealed class Held(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}
