using NeonFlow.Provider.Wire;

// stdout belongs to the port line; whatever else is said goes to the engine's log.
return await ProviderHost.RunAsync(args, new StreamWriter(Console.OpenStandardOutput())).ConfigureAwait(false);
