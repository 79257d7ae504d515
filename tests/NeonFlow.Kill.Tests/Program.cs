using NeonFlow.Kill.Tests;

return await EngineHost.RunAsync(args);
