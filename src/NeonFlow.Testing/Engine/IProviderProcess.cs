using Grpc.Core;

namespace NeonFlow.Testing.Engine;

/// <summary>A provider process that somebody started; the engine only speaks gRPC to it.</summary>
/// <remarks>In pulumi/pulumi: Plugin (pkg/resource/plugin/plugin.go).</remarks>
internal interface IProviderProcess : IAsyncDisposable
{
    /// <summary>How messages name it: the path of its executable.</summary>
    string Path { get; }

    int Port { get; }

    /// <summary>Completes when the process is gone.</summary>
    Task Exited { get; }

    /// <summary>What it wrote, for the message about its end.</summary>
    string Output { get; }

    /// <summary>Puts something between the engine and its calls: tests look at them there, or end the engine at one.</summary>
    CallInvoker Around(CallInvoker calls) => calls;
}
