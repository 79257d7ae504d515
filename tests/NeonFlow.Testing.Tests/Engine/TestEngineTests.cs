using System.Text.Json.Nodes;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Testing.Tests.Engine;

/// <summary>What a user of the engine meets: program folders, processes, config, secrets, locks, interrupts.</summary>
public sealed class TestEngineTests : IDisposable
{
    private const string Secret = "correct horse battery";

    private readonly string _directory = Directory.CreateTempSubdirectory("test-engine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(32, 1, null)]
    [InlineData(3, 1, "an unhandled error occurred: Program exited with non-zero exit code: 3")]
    public async Task A_program_s_exit_code_decides_as_the_language_host_has_it(int code, int expected, string? message)
    {
        var result = await Engine(Script("program", $"exit {code}")).UpAsync();

        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(message is null ? [] : [message + "\n"], result.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public async Task A_program_gets_its_environment_and_its_words_are_shown()
    {
        var result = await Engine(
                Script("program", "echo $PULUMI_PROJECT/$PULUMI_STACK $PULUMI_DRY_RUN $PULUMI_CONFIG $PULUMI_CONFIG_SECRET_KEYS"),
                config: new() { ["answer"] = "42", ["neonflow:token"] = ConfigValue.OfSecret(Secret) }
            )
            .PreviewAsync();

        Assert.True(result.Succeeded, result.Text);
        var said = Assert.Single(result.Diagnostics).Message;
        Assert.Equal("shop/dev true {\"shop:answer\":\"42\",\"neonflow:token\":\"[secret]\"} [\"neonflow:token\"]\n", said);
        Assert.DoesNotContain(Secret, result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo hello", "wrote a non-numeric port to stdout ('hello')")]
    [InlineData("echo broken >&2; exit 4", "ended with exit code 4 before it wrote its port; what it wrote to standard error:\nbroken")]
    public async Task A_provider_that_does_not_start_is_explained(string script, string reason)
    {
        var provider = Script("provider", script);
        var result = await Engine(null, Registering(), new() { ["rec"] = provider }).UpAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Diagnostics, d => d.Message.Contains(reason, StringComparison.Ordinal) && d.Urn.IsDefaultProvider);
    }

    [Fact]
    public async Task A_provider_that_is_nowhere_is_named()
    {
        var result = await Engine(null, Registering()).UpAsync();

        Assert.Contains(
            result.Diagnostics,
            d => d.Message == "no resource plugin 'pulumi-resource-rec' found in the workspace or on your $PATH\n"
        );
    }

    [Fact]
    public async Task How_a_known_provider_is_got_is_said_where_it_is_nowhere()
    {
        var result = await Engine(null, Registering(), known: [new("rec", "REC_PROVIDER_OF_NOBODY", "get it from rec")]).UpAsync();

        Assert.Contains(
            result.Diagnostics,
            static d => d.Message.EndsWith("found in the workspace or on your $PATH\nfix: get it from rec\n", StringComparison.Ordinal)
        );
        Assert.Contains(
            "NeonFlow.Pulumi.Provider",
            Assert.Single(new TestEngineOptions { ProgramDirectory = "", StateDirectory = "" }.KnownProviders).Fix,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Secrets_are_encrypted_in_the_state_and_need_the_passphrase()
    {
        var engine = Engine(null, Registering(custom: false));
        var result = await engine.UpAsync();

        Assert.True(result.Succeeded, result.Text);
        Assert.Equal(Secret, result.Outputs["password"].AsString);
        Assert.IsType<SecretValue>(result.Outputs["password"]);
        var saved = await File.ReadAllTextAsync(engine.StateFile);
        Assert.DoesNotContain(Secret, saved, StringComparison.Ordinal);
        var stack = JsonNode.Parse(saved)!["checkpoint"]!["latest"]!["resources"]![0]!;
        Assert.StartsWith("v1:", stack["outputs"]!["password"]!["ciphertext"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("password: [secret]", result.Text, StringComparison.Ordinal);

        var stranger = Engine(null, Registering(custom: false), passphrase: "another");
        var refused = await Assert.ThrowsAsync<EngineException>(() => stranger.PreviewAsync());
        Assert.Contains("incorrect passphrase", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_changes_the_second_time_and_a_preview_saves_nothing()
    {
        var engine = Engine(null, Registering(custom: false));
        var first = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.Equal(7, first.ExitCode);
        Assert.False(File.Exists(engine.StateFile));

        Assert.Equal(0, (await engine.UpAsync()).ExitCode);
        var again = await engine.PreviewAsync(new() { ExpectNoChanges = true });
        Assert.Equal(0, again.ExitCode);
        Assert.False(again.HasChanges);

        Assert.Equal(0, (await engine.DestroyAsync()).ExitCode);
        Assert.Empty(engine.Resources());
    }

    [Theory]
    [InlineData("https://console.neon.tech/api/v2")]
    [InlineData("postgres://somebody@ep-cool-1.eu-central-1.aws.neon.tech/shop")]
    public async Task Upstreams_off_this_machine_are_refused(string url)
    {
        var engine = Engine(Script("program", "exit 0"), config: new() { ["neonflow:neonApiUrl"] = url });

        var refused = await Assert.ThrowsAsync<EngineException>(() => engine.PreviewAsync());
        Assert.Contains("config neonflow:neonApiUrl leads to " + new Uri(url).Host, refused.Message, StringComparison.Ordinal);
        Assert.Contains("neonflow local", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_stack_is_previewed_but_not_changed_until_it_is_unlocked()
    {
        var engine = Engine(Script("program", "exit 0"));
        var locks = Directory
            .CreateDirectory(Path.Combine(_directory, "state", ".pulumi", "locks", "organization", "shop", "dev"))
            .FullName;
        await File.WriteAllTextAsync(Path.Combine(locks, "dead.json"), """{"pid":1,"username":"u","hostname":"h","timestamp":"t"}""");

        Assert.True((await engine.PreviewAsync()).Succeeded);
        var refused = await Assert.ThrowsAsync<EngineException>(() => engine.UpAsync());
        Assert.Contains("currently locked by 1 lock(s)", refused.Message, StringComparison.Ordinal);
        engine.Cancel();
        Assert.True((await engine.UpAsync()).Succeeded);
        Assert.Empty(Directory.GetFiles(locks));
    }

    [Fact]
    public async Task An_interrupt_ends_a_program_that_waits()
    {
        using var interrupt = new CancellationTokenSource();
        var engine = Engine(Script("program", "echo waiting; sleep 600"), display: new Cancelling(interrupt));

        var result = await engine.UpAsync(cancellationToken: interrupt.Token);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Diagnostics, d => d.Message == "update canceled\n");
    }

    [Theory]
    [InlineData("runtime: nodejs", "says runtime 'nodejs'")]
    [InlineData("name: [", "is not YAML")]
    public void A_project_file_that_cannot_be_used_is_explained(string text, string reason)
    {
        File.WriteAllText(
            Path.Combine(_directory, "Pulumi.yaml"),
            text.StartsWith("runtime", StringComparison.Ordinal) ? "name: shop\n" + text : text
        );

        var refused = Assert.Throws<EngineException>(() =>
            new TestEngine(new() { ProgramDirectory = _directory, StateDirectory = _directory })
        );
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private string Script(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private TestEngine Engine(
        string? program,
        IProgramRunner? runner = null,
        Dictionary<string, string>? providers = null,
        Dictionary<string, ConfigValue>? config = null,
        string passphrase = "one",
        IEngineDisplay? display = null,
        IReadOnlyList<KnownProvider>? known = null
    )
    {
        File.WriteAllText(
            Path.Combine(_directory, "Pulumi.yaml"),
            $"name: shop\nruntime:\n  name: dotnet\n  options:\n    binary: {program ?? "none"}\n"
        );
        return new(
            new()
            {
                ProgramDirectory = _directory,
                StateDirectory = Path.Combine(_directory, "state"),
                ProgramRunner = runner,
                ProviderExecutables = providers ?? [],
                KnownProviders = known ?? [],
                Config = config ?? [],
                Passphrase = passphrase,
                Display = display,
            }
        );
    }

    private sealed class Cancelling(CancellationTokenSource interrupt) : IEngineDisplay
    {
        public void On(EngineEvent engineEvent)
        {
            if (engineEvent is DiagnosticEvent { Message: "waiting\n" })
            {
                interrupt.CancelAsync();
            }
        }
    }

    /// <summary>A program that registers its stack, one resource, and a secret output.</summary>
    private static StackProgram Registering(bool custom = true) =>
        new(
            async (monitor, stack, stop) =>
            {
                await monitor.RegisterResourceAsync(
                    new()
                    {
                        Type = "rec:index:Thing",
                        Name = "a",
                        Parent = stack,
                        Custom = custom,
                        Object = new(),
                        AcceptSecrets = true,
                    },
                    cancellationToken: stop
                );
                await monitor.RegisterResourceOutputsAsync(
                    new()
                    {
                        Urn = stack,
                        Outputs = PropertyCodec.Write(new PropertyMap([new("password", new SecretValue(Secret))]), WireForm.Full),
                    },
                    cancellationToken: stop
                );
            }
        );
}
