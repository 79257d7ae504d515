using System.CommandLine;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow config</c>: the values in <c>Pulumi.&lt;stack&gt;.yaml</c>.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string> Key = new("key")
    {
        Description = "Key; without a namespace it is the program's own, that of the provider is neonflow:<key>.",
    };

    public static Command Create()
    {
        var command = new Command("config", "Lists the config values of the stack, which Pulumi.<stack>.yaml keeps.")
        {
            StackOptions.Cwd,
            StackOptions.Stack,
            Set(),
            Remove(),
        };
        command.SetAction(static parsed =>
        {
            var values = StackOptions.ConfigFile(parsed).Read(StackOptions.Passphrase).OrderBy(static v => v.Key, StringComparer.Ordinal);
            foreach (var (key, value) in values)
            {
                Console.WriteLine($"{key}  {(value.Secret ? "[secret]" : value.Value)}");
            }

            return 0;
        });
        return command;
    }

    private static Command Set()
    {
        var value = new Argument<string?>("value")
        {
            Description = "Value. Default: what stands on standard input, so that a secret is in no history.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var secret = new Option<bool>("--secret") { Description = "Encrypts the value with PULUMI_CONFIG_PASSPHRASE." };
        var command = new Command("set", "Sets a value.") { Key, value, secret, StackOptions.Cwd, StackOptions.Stack };
        command.SetAction(
            async (parsed, stop) =>
            {
                var text = parsed.GetValue(value) ?? (await Console.In.ReadToEndAsync(stop).ConfigureAwait(false)).TrimEnd('\r', '\n');
                var values = new Dictionary<string, ConfigValue> { [parsed.GetRequiredValue(Key)] = new(text, parsed.GetValue(secret)) };
                StackOptions.Keep(parsed, values);
                return 0;
            }
        );
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("rm", "Removes a value.") { Key, StackOptions.Cwd, StackOptions.Stack };
        command.SetAction(static parsed =>
            StackOptions.ConfigFile(parsed).Remove(parsed.GetRequiredValue(Key))
                ? 0
                : throw new EngineException($"the stack has no config value {parsed.GetRequiredValue(Key)}")
        );
        return command;
    }
}
