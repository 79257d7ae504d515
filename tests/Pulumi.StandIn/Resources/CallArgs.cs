using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf;
using Pulumi.Serialization;

namespace Pulumi;

public abstract class CallArgs : InputArgs
{
    public static readonly CallArgs Empty = new NoArgs();

    protected CallArgs()
    {
    }

    private sealed class NoArgs : CallArgs;
}
