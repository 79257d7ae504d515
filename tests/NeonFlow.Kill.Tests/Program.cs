using NeonFlow.Kill.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is [EngineHost.Word, .. var engine] ? await EngineHost.RunAsync(engine) : await ConsoleRunner.Run(args);
