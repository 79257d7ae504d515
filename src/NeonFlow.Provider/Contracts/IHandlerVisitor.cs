using System.Diagnostics.CodeAnalysis;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Contracts;

internal interface IHandlerVisitor
{
    void Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
        where T : class;
}

internal interface IHandlerVisitor<out TResult>
{
    TResult Visit<[DynamicallyAccessedMembers(ShapeInfo.Kept)] T>(Handler<T> handler)
        where T : class;
}
