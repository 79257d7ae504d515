using System.CommandLine;
using System.Text.RegularExpressions;
using NeonFlow.Cli.Doctor;
using NeonFlow.Cli.Providers;
using NeonFlow.Testing.Engine;

namespace NeonFlow.Cli.Commands;

/// <summary><c>neonflow doctor</c>: the rules of the preflight on a pipeline that is there, without a program.</summary>
internal static partial class DoctorCommand
{
    /// <summary>Exit code where nothing could be looked at, or the command was called wrongly.</summary>
    public const int CouldNotLook = 2;

    private const int Wrong = 1;

    private static readonly Argument<string?> Target = new("target")
    {
        Description =
            "A connection string, postgresql://user@host/database (its password may stand in PGPASSWORD), or the id of a Neon project. "
            + "Default: NEONFLOW_DATABASE_URL, then PGHOST and libpq's other variables.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<string?> Database = new("--database")
    {
        Description = "Database of the Neon project. Default: the only one of the branch.",
    };
    private static readonly Option<string?> Branch = new("--branch")
    {
        Description = "Branch of the Neon project, br-…. Default: the project's default branch.",
    };
    private static readonly Option<string?> Role = new("--role")
    {
        Description = "Role that captures. Default: the one that streams from the slot, else the only one that could.",
    };
    private static readonly Option<string?> Publication = new("--publication") { Description = "Publication. Default: the only one." };
    private static readonly Option<string?> Slot = new("--slot")
    {
        Description = "Replication slot. Default: the only one of pgoutput, else the only one that has written watermarks.",
    };
    private static readonly Option<string?> WatermarksTable = new("--watermarks-table")
    {
        Description = "Watermarks table, schema.table. Default: the only one of that shape, else public.flow_watermarks.",
    };
    private static readonly Option<bool> ReadOnly = new("--read-only") { Description = "The capture writes no watermarks." };
    private static readonly Option<string[]> Table = new("--table")
    {
        Description = "A table of the capture, schema.table; may be given several times. Default: those of the publication.",
    };
    private static readonly Option<string[]> Schema = new("--schema")
    {
        Description = "A schema whose tables are all captured; may be given several times.",
    };
    private static readonly Option<bool?> HasStreamed = new("--has-streamed")
    {
        Description =
            "Whether the capture has run: a missing slot was lost then, and one that is there is its own. Default: what the database "
            + "tells.",
    };
    private static readonly Option<string?> DataPlane = new("--data-plane")
    {
        Description = "Data plane whose addresses a project with an address list has to let in; Estuary is asked for them.",
    };
    private static readonly Option<string[]> Addresses = new("--data-plane-address")
    {
        Description = "An address of the data plane, 34.121.207.128/32, instead; may be given several times.",
    };
    private static readonly Option<bool> Json = new("--json", "-j") { Description = "Prints one JSON document." };
    private static readonly Option<bool> Strict = new("--strict")
    {
        Description = "Warnings, and what could not be looked at, count as failures.",
    };

    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Says what is wrong with a pipeline: exits with 0 where nothing is, with 1 where something is, with 2 where it could not look."
        )
        {
            Target,
            Database,
            Branch,
            Role,
            Publication,
            Slot,
            WatermarksTable,
            ReadOnly,
            Table,
            Schema,
            HasStreamed,
            DataPlane,
            Addresses,
            Json,
            Strict,
            ProviderOptions.Executable,
            ProviderOptions.Stack,
            StackOptions.Cwd,
        };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Whether a command line is this command's.</summary>
    public static bool Is(ParseResult parsed) => parsed.CommandResult.Command.Name == "doctor";

    /// <summary>Says what is wrong with the command line; a connection string that is quoted loses its password.</summary>
    public static int Explain(ParseResult parsed) =>
        Failed(parsed, [.. parsed.Errors.Select(static e => e.Message), "`neonflow doctor --help` says how it is called."]);

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            var report = await LookAsync(parsed, stop).ConfigureAwait(false);
            if (parsed.GetValue(Json))
            {
                Console.WriteLine(ReportJson.Of(report));
            }
            else
            {
                foreach (var line in ReportText.Lines(report))
                {
                    Console.WriteLine(line);
                }
            }

            return report.IsOk ? 0 : Wrong;
        }
        catch (FunctionFailedException failure)
        {
            return Failed(parsed, failure.Failures.Select(f => Located(f, parsed.GetValue(Table) ?? [])));
        }
        catch (Exception failure) when (failure is EngineException or ProviderException)
        {
            return Failed(parsed, [failure.Message]);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Failed(parsed, ["it was interrupted"]);
        }
    }

    private static async Task<Report> LookAsync(ParseResult parsed, CancellationToken stop)
    {
        var target = parsed.GetValue(Target);
        var isUrl = target?.Contains("://", StringComparison.Ordinal) == true;
        // Whatever this is, it may hold a password.
        if (!isUrl && target is not null && !ProjectForm().IsMatch(target))
        {
            throw new EngineException(
                "the target is neither the id of a Neon project nor a connection string of the form "
                    + "postgresql://user:password@host:port/database"
            );
        }

        if ((isUrl || target is null) && (parsed.GetValue(Database) ?? parsed.GetValue(Branch)) is not null)
        {
            throw new EngineException("--database and --branch are for a Neon project; a connection string names its database");
        }

        var functions = await (
            isUrl ? ProviderOptions.StartAsync(parsed, ("databaseUrl", new SecretValue(target!))) : ProviderOptions.StartAsync(parsed)
        ).ConfigureAwait(false);
        await using (functions.ConfigureAwait(false))
        {
            var args = Arguments(parsed);
            var discovered = new List<string>();
            if (target is not null && !isUrl)
            {
                args["connection"] = await ProjectAsync(functions, parsed, target, discovered, stop).ConfigureAwait(false);
            }

            var said = await functions.AskAsync("neonflow:postgres:checkPipeline", new(args), stop).ConfigureAwait(false);
            return Report.Of(said, discovered, parsed.GetValue(Table) ?? [], parsed.GetValue(Strict));
        }
    }

    private static async Task<PropertyValue> ProjectAsync(
        ProviderSession functions,
        ParseResult parsed,
        string project,
        List<string> discovered,
        CancellationToken stop
    )
    {
        var place = new Dictionary<string, PropertyValue> { ["projectId"] = project };
        if (parsed.GetValue(Branch) is { } branch)
        {
            place["branchId"] = branch;
        }

        if (parsed.GetValue(Database) is { } named)
        {
            place["database"] = named;
            return new ObjectValue(new(place));
        }

        var found = await functions.AskAsync("neonflow:neon:getDatabase", new(place), stop).ConfigureAwait(false);
        place["database"] = Report.Text(found, "database");
        discovered.Add($"database {Report.Text(found, "database")}: the only one of the branch {Report.Text(found, "branchId")}");
        return new ObjectValue(new(place));
    }

    private static Dictionary<string, PropertyValue> Arguments(ParseResult parsed)
    {
        var args = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        foreach (
            var (name, option) in new[]
            {
                ("user", Role),
                ("publicationName", Publication),
                ("slotName", Slot),
                ("watermarksTable", WatermarksTable),
                ("dataPlane", DataPlane),
            }
        )
        {
            if (parsed.GetValue(option) is { } value)
            {
                args[name] = value;
            }
        }

        foreach (var (name, option) in new[] { ("tables", Table), ("schemas", Schema), ("cidrBlocks", Addresses) })
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
            {
                args[name] = new ArrayValue(values.Select(static v => (PropertyValue)v));
            }
        }

        if (parsed.GetValue(ReadOnly))
        {
            args["readOnly"] = true;
        }

        if (parsed.GetValue(HasStreamed) is { } hasStreamed)
        {
            args["hasStreamed"] = hasStreamed;
        }

        return args;
    }

    private static int Failed(ParseResult parsed, IEnumerable<string> errors)
    {
        var text = Login().Replace(StackOptions.Words(parsed).In(string.Join('\n', errors)), "[secret]");
        Console.Error.WriteLine($"error: {text}");
        // A command line that is wrong may be wrong just there.
        if (parsed.GetResult(Json)?.Errors.Any() == false && parsed.GetValue(Json))
        {
            Console.WriteLine(ReportJson.OfError(text));
        }

        return CouldNotLook;
    }

    private static string Located(CheckFailureSaid failure, IReadOnlyList<string> tables)
    {
        const string setting = "databaseUrl cannot be used";
        // The provider gets a connection string as a setting, and its fix is for a program.
        return failure.Reason.Contains(setting, StringComparison.Ordinal)
                ? failure.Reason.Split('\n')[0].Replace(setting, "the connection string cannot be used", StringComparison.Ordinal)
            : Options.Of(failure.Property, tables) is { Length: > 0 } where ? $"{where}: {failure.Reason}"
            : failure.Reason;
    }

    [GeneratedRegex(@"^\w[\w-]*$")]
    private static partial Regex ProjectForm();

    // User and password before the host, a password among the parameters, and what libpq calls a keyword.
    [GeneratedRegex(@"(?<=://)\S*(?=@)|(?<=password\s*=\s*)('[^']*'|[^\s&]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Login();
}
