using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Grpc.Core;
using Pulumi.Testing;
using Pulumirpc;

namespace Pulumi;

public sealed partial class Deployment
{
    private const int ReportedFailure = 32;

    private static readonly AsyncLocal<Deployment?> Ambient = new();

    private readonly ConcurrentDictionary<string, Task<bool>> _features = new();
    private readonly ConcurrentDictionary<RegisterPackageRequest, Task<string>> _packages = new(ReferenceEqualityComparer.Instance);
    private readonly IMonitorConnection _monitor;
    private readonly IEngineConnection _engine;
    private readonly DeploymentInstance _instance;
    private Stack? _stack;

    private Deployment(DeploymentSettings settings, IMonitorConnection monitor, IEngineConnection engine)
    {
        Settings = settings;
        _monitor = monitor;
        _engine = engine;
        _instance = new(this);
        Logger = new(this, engine);
    }

    public static DeploymentInstance Instance => Running._instance;

    internal static Deployment? Current => Ambient.Value;

    internal static Deployment Running =>
        Ambient.Value ?? throw new InvalidOperationException("Trying to acquire Deployment.Instance before 'Run' was called.");

    internal DeploymentSettings Settings { get; }

    internal Runner Runner { get; } = new();

    internal Logger Logger { get; }

    internal bool IsDryRun => Settings.IsDryRun;

    internal Stack? Stack
    {
        get => _stack;
        set => _stack = _stack is null ? value : throw new InvalidOperationException("Deployment.Stack can only be set once.");
    }

    public static Task<int> RunAsync(Action action) => RunAsync(() => Nothing(action));

    public static Task<int> RunAsync(Func<IDictionary<string, object?>> func) => RunAsync(() => Task.FromResult(func()));

    public static Task<int> RunAsync(Func<Task> func) => RunAsync(() => NothingAsync(func));

    public static Task<int> RunAsync(Func<Task<IDictionary<string, object?>>> func, StackOptions? options = null) =>
        RunProgramAsync(deployment => deployment.Start(func!, options));

    public static Task<int> RunAsync<TStack>()
        where TStack : Stack, new() => RunProgramAsync(deployment => deployment.Start(() => new TStack()));

    public static Task<int> RunAsync<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack => RunProgramAsync(deployment => deployment.Start(() => Resolve<TStack>(serviceProvider)));

    public static async Task RequirePulumiVersionAsync(string pulumiVersionRange)
    {
        try
        {
            await Running._engine.RequirePulumiVersionAsync(pulumiVersionRange).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw new RequirePulumiVersionException(exception.Status.Detail);
        }
    }

    public static Task<ImmutableArray<Resource>> TestAsync<TStack>(IMocks mocks, TestOptions? options = null)
        where TStack : Stack, new() => TestStackAsync(mocks, options, deployment => deployment.Start(() => new TStack()));

    public static Task<ImmutableArray<Resource>> TestWithServiceProviderAsync<TStack>(
        IMocks mocks,
        IServiceProvider serviceProvider,
        TestOptions? options = null
    )
        where TStack : Stack => TestStackAsync(mocks, options, deployment => deployment.Start(() => Resolve<TStack>(serviceProvider)));

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks,
        TestOptions testOptions,
        Func<Task<IDictionary<string, object?>>> createResources
    ) => RunTestAsync(testMocks, testOptions, deployment => deployment.Start(createResources!, null));

    public static Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> TestAsync(
        IMocks testMocks,
        TestOptions testOptions,
        Func<IDictionary<string, object?>> createResources
    ) => TestAsync(testMocks, testOptions, () => Task.FromResult(createResources()));

    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Func<Task> createResources) =>
        (await TestAsync(testMocks, testOptions, () => NothingAsync(createResources)).ConfigureAwait(false)).Resources;

    public static async Task<ImmutableArray<Resource>> TestAsync(IMocks testMocks, TestOptions testOptions, Action createResources) =>
        (await TestAsync(testMocks, testOptions, () => Nothing(createResources)).ConfigureAwait(false)).Resources;

    internal Task<bool> SupportsAsync(string feature) => _features.GetOrAdd(feature, _monitor.SupportsAsync);

    private static async Task<int> RunProgramAsync(Action<Deployment> start)
    {
        var (settings, monitor, engine) = DeploymentSettings.Read();
        using var monitorChannel = Channels.Open(monitor);
        using var engineChannel = engine == monitor ? null : Channels.Open(engine);
        var connection = new GrpcMonitor(monitorChannel);
        var deployment = new Deployment(settings, connection, new GrpcEngine(engineChannel ?? monitorChannel));
        var exitCode = await deployment.RunToEndAsync(start).ConfigureAwait(false);
        if (exitCode == 0)
        {
            await connection.SignalAndWaitForShutdownAsync().ConfigureAwait(false);
        }
        else
        {
            Environment.ExitCode = exitCode;
        }

        // The engine may call functions of the program until it answers the last call.
        if (deployment._callbacks.IsValueCreated)
        {
            await (await deployment._callbacks.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        return exitCode;
    }

    private static async Task<ImmutableArray<Resource>> TestStackAsync(IMocks mocks, TestOptions? options, Action<Deployment> start) =>
        (await RunTestAsync(mocks, options, start).ConfigureAwait(false)).Resources;

    private static async Task<(ImmutableArray<Resource> Resources, IDictionary<string, object?> Outputs)> RunTestAsync(
        IMocks mocks,
        TestOptions? options,
        Action<Deployment> start
    )
    {
        var settings = new DeploymentSettings(
            options?.ProjectName ?? "project",
            options?.StackName ?? "stack",
            options?.OrganizationName ?? "organization",
            options?.IsPreview ?? true,
            options?.RootDirectory,
            DeploymentSettings.ConfigOfThisProcess()
        );
        var engine = new MockEngine();
        var monitor = new MockMonitor(mocks);
        var deployment = new Deployment(settings, monitor, engine);
        await deployment.RunToEndAsync(start).ConfigureAwait(false);
        return engine.Errors switch
        {
            [] => ([.. monitor.Resources], (await deployment.Stack!.Outputs.Data.ConfigureAwait(false)).Value),
            [var only] => throw new RunException(only),
            var several => throw new AggregateException(several.Select(message => new RunException(message))),
        };
    }

    private static Task<IDictionary<string, object?>> Nothing(Action action)
    {
        action();
        return Task.FromResult<IDictionary<string, object?>>(ImmutableDictionary<string, object?>.Empty);
    }

    private static async Task<IDictionary<string, object?>> NothingAsync(Func<Task> func)
    {
        await func().ConfigureAwait(false);
        return ImmutableDictionary<string, object?>.Empty;
    }

    private static TStack Resolve<TStack>(IServiceProvider serviceProvider)
        where TStack : Stack =>
        serviceProvider.GetService(typeof(TStack)) as TStack
        ?? throw new ApplicationException(
            $"Failed to resolve instance of type {typeof(TStack)} from service provider. Register the type with the service provider "
                + $"before calling {nameof(RunAsync)}."
        );

    private void Start(Func<Task<IDictionary<string, object?>?>> program, StackOptions? options) =>
        Runner.Register(new Stack(program, options).Outputs.Data);

    private void Start(Func<Stack> make) => make().RegisterProperties();

    private async Task<int> RunToEndAsync(Action<Deployment> start)
    {
        if (Ambient.Value is not null)
        {
            throw new InvalidOperationException("Deployment.Instance should only be set once at the beginning of a 'Run' call.");
        }

        Ambient.Value = this;
        Runner.Program(StartAsync(start));
        if (await Runner.End.ConfigureAwait(false) is { } exception)
        {
            await ReportAsync(exception is TargetInvocationException { InnerException: { } inner } ? inner : exception)
                .ConfigureAwait(false);
            return ReportedFailure;
        }

        return Logger.HasErrors ? 1 : 0;
    }

    private async Task StartAsync(Action<Deployment> start)
    {
        // The caller gets its task at once, however long the program's own code takes.
        await Task.Yield();
        start(this);
    }

    private async Task ReportAsync(Exception exception)
    {
        if (exception is LogException)
        {
            await Console
                .Error.WriteLineAsync($"Error occurred trying to send logging message to engine:\n{exception}")
                .ConfigureAwait(false);
            return;
        }

        var (message, resource) = exception switch
        {
            RunException => (exception.Message, null),
            ResourceException { HideStack: true } hidden => (hidden.Message, hidden.Resource),
            ResourceException known => (known.ToString(), known.Resource),
            _ => ($"Running program '{Assembly.GetEntryAssembly()?.Location}' failed with an unhandled exception:\n{exception}", null),
        };
        try
        {
            await Logger.Write(LogSeverity.Error, message, resource).ConfigureAwait(false);
        }
        catch (LogException unsent)
        {
            await Console
                .Error.WriteLineAsync($"{message}\nError occurred trying to send logging message to engine:\n{unsent}")
                .ConfigureAwait(false);
        }
    }

    private sealed class RequirePulumiVersionException(string message) : Exception(message);
}
