namespace Pulumi;

public class Input<T> : IInput
{
    private readonly Output<T>? _value;

    private protected Input() { }

    private protected Input(Output<T> value) => _value = value;

    IOutput IInput.Parts => Parts;

    private protected virtual IOutput Parts => _value!;

    internal virtual Output<T> Whole() => _value!;

    public static implicit operator Input<T>(T value) => new(Output.Create(value));

    public static implicit operator Input<T>(Output<T> value) => new(value ?? Output.Create(default(T)!));

    public static implicit operator Output<T>(Input<T> input) => input.ToOutput();
}
