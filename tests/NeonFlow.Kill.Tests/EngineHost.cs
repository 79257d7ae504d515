using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using NeonFlow.Testing.Engine;
using Pulumirpc;

namespace NeonFlow.Kill.Tests;

/// <summary>
/// The test engine as a process of its own, which writes down every call that it makes on the provider and, at the one it is told, kills
/// itself with SIGKILL: a moment after the provider got the call, or when
/// the provider has answered and the engine has not heard it yet.
/// </summary>
internal static class EngineHost
{
    /// <summary>The first word of a command line that means the engine.</summary>
    public const string Word = "engine";

    /// <summary>
    /// What follows the word: operations (comma-separated: cancel, up, preview, destroy), program, state, provider, file of calls, call to
    /// die at or -, moment (begun or answered), config as key=value.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var killer = new Killer(args[4], args[5], args[6]);
        var engine = new TestEngine(
            new TestEngineOptions
            {
                ProgramDirectory = args[1],
                StateDirectory = args[2],
                Passphrase = "kill",
                Config = args[7..]
                    .Select(static a => a.Split('=', 2))
                    .ToDictionary(static a => a[0], static a => new ConfigValue(a[1], false)),
                ProviderLauncher = new Launcher(
                    new ProviderExecutables(
                        new Dictionary<string, string> { ["neonflow"] = args[3] },
                        new Dictionary<string, string>(),
                        static () => null,
                        []
                    ),
                    killer
                ),
                Output = Console.Out,
            }
        );
        foreach (var operation in args[0].Split(','))
        {
            EngineResult result;
            try
            {
                switch (operation)
                {
                    case "cancel":
                        engine.Cancel();
                        continue;
                    case "up":
                        result = await engine.UpAsync();
                        break;
                    case "preview":
                        result = await engine.PreviewAsync(new() { ExpectNoChanges = true });
                        break;
                    default:
                        result = await engine.DestroyAsync();
                        break;
                }
            }
            catch (EngineException refused)
            {
                Console.WriteLine($"error: {refused.Message}");
                return 255;
            }

            Console.WriteLine(result.ErrorText);
            if (result.ExitCode != 0)
            {
                return result.ExitCode;
            }
        }

        return 0;
    }

    private sealed class Launcher(IProviderLauncher launcher, Killer killer) : IProviderLauncher
    {
        public async Task<IProviderProcess> StartAsync(
            string package,
            string version,
            string engineAddress,
            IReadOnlyDictionary<string, string> environment,
            string workingDirectory
        ) => new Watched(await launcher.StartAsync(package, version, engineAddress, environment, workingDirectory), killer);
    }

    private sealed class Watched(IProviderProcess process, Killer killer) : IProviderProcess
    {
        public string Path => process.Path;

        public int Port => process.Port;

        public Task Exited => process.Exited;

        public string Output => process.Output;

        public CallInvoker Around(CallInvoker calls) => calls.Intercept(killer);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }

    private sealed class Killer(string file, string victim, string moment) : Interceptor
    {
        private static readonly TimeSpan Underway = TimeSpan.FromMilliseconds(100);

        private readonly Lock _gate = new();
        private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        )
        {
            var isHere = Note(context.Method.Name, request) == victim;
            var call = continuation(request, context);
            return isHere
                ? new(DieAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose)
                : call;
        }

        /// <summary>Method and resource name a call in every run alike, whatever the order of what runs at once.</summary>
        private string Note(string method, object request)
        {
            var about = request switch
            {
                CheckRequest r => r.Urn,
                DiffRequest r => r.Urn,
                CreateRequest r => r.Urn,
                ReadRequest r => r.Urn,
                UpdateRequest r => r.Urn,
                DeleteRequest r => r.Urn,
                InvokeRequest r => r.Tok,
                _ => "",
            };
            var call = $"{method} {string.Join("::", about.Split("::").TakeLast(2).Select(static p => p.Split('$')[^1]))}".TrimEnd();
            lock (_gate)
            {
                var times = _seen[call] = _seen.GetValueOrDefault(call) + 1;
                call = times == 1 ? call : $"{call} #{times}";
                File.AppendAllText(file, call + "\n");
                return call;
            }
        }

        private async Task<T> DieAsync<T>(Task<T> answer)
        {
            await Task.WhenAny(answer, moment == "begun" ? Task.Delay(Underway) : Task.Delay(Timeout.Infinite));
            Process.GetCurrentProcess().Kill();
            return await new TaskCompletionSource<T>().Task;
        }
    }
}
