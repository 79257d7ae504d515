namespace Pulumi;

/// <summary>
/// An input as the serializer sees it: the value with its elements still apart, so that one unknown or secret element stays one.
/// </summary>
internal interface IInput
{
    IOutput Parts { get; }
}
