using System.Collections.Immutable;

namespace Pulumi;

internal interface IOutput
{
    Task<OutputData<object?>> GetDataAsync();
}
