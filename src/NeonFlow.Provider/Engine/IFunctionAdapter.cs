using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Engine;

/// <summary>A function over property values: a typed function behind its codec.</summary>
internal interface IFunctionAdapter
{
    Task<InvokeResult> InvokeAsync(string token, PropertyValue.Map args, bool preview);
}
