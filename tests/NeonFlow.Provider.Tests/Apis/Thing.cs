using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Apis;

/// <summary>A resource as the engine saves it.</summary>
internal sealed record Thing(string Type, string Id, PropertyValue.Map Inputs, PropertyValue.Map Outputs)
{
    public string this[string name] => Stack.Text(Outputs[name]);
}
