using System.Reflection;
using System.Runtime.CompilerServices;

namespace NeonFlow.Provider.Schema;

/// <summary>One property of a shape.</summary>
public sealed class PropertyShape
{
    internal PropertyShape(PropertyInfo member, ValueShape value)
    {
        Member = member;
        Value = value;
        Name = PropertyPath.Of(member.Name);
        IsInput = member.IsDefined(typeof(InputAttribute));
        IsOutput = member.IsDefined(typeof(OutputAttribute));
        IsAlwaysFilled = member.GetCustomAttribute<OutputAttribute>()?.Always == true;
        IsTransport = member.IsDefined(typeof(TransportAttribute));
        IsDirective = member.IsDefined(typeof(DirectiveAttribute));
        IsTrigger = member.IsDefined(typeof(TriggerAttribute));
        IsConfidential = member.IsDefined(typeof(ConfidentialAttribute));
        IsCredential = member.IsDefined(typeof(CredentialAttribute));
        ReplaceOnChange = member.IsDefined(typeof(ReplaceOnChangeAttribute));
        Unordered = member.GetCustomAttribute<UnorderedAttribute>();
        Default = member.GetCustomAttribute<DefaultAttribute>()?.Value;
        DefaultName = member.GetCustomAttribute<DefaultNameAttribute>();
        Environment = member.GetCustomAttribute<EnvironmentAttribute>()?.Names ?? [];
        IsRequired = member.IsDefined(typeof(RequiredMemberAttribute));
    }

    /// <summary>The C# property.</summary>
    public PropertyInfo Member { get; }

    /// <summary>Name on the wire, camel case.</summary>
    public string Name { get; }

    /// <summary>Type.</summary>
    public ValueShape Value { get; }

    /// <summary>Set by the program.</summary>
    public bool IsInput { get; }

    /// <summary>Filled in by the provider.</summary>
    public bool IsOutput { get; }

    /// <summary>Whether every state has a value that the provider filled in.</summary>
    public bool IsAlwaysFilled { get; }

    /// <summary>How the object is reached: no diff, never an output.</summary>
    public bool IsTransport { get; }

    /// <summary>A word to the provider: no diff, never an output, never read back.</summary>
    public bool IsDirective { get; }

    /// <summary>A change makes the provider act once; it says nothing about the object.</summary>
    public bool IsTrigger { get; }

    /// <summary>How to log in; it says nothing about the object.</summary>
    public bool IsCredential { get; }

    /// <summary>Data of others, which is not printed.</summary>
    public bool IsConfidential { get; }

    /// <summary>Whether the engine must not print it.</summary>
    public bool IsSecret => Value.Secret || IsConfidential;

    /// <summary>A change replaces the resource.</summary>
    public bool ReplaceOnChange { get; }

    /// <summary>Set semantics of a list.</summary>
    public UnorderedAttribute? Unordered { get; }

    /// <summary>Constant default.</summary>
    public object? Default { get; }

    /// <summary>Default of a name.</summary>
    public DefaultNameAttribute? DefaultName { get; }

    /// <summary>Environment variables of a provider setting.</summary>
    public string[] Environment { get; }

    /// <summary>C# <c>required</c>: after Check, and in every state, it has a value.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether the program must set it.</summary>
    public bool IsRequiredInput => IsRequired && DefaultName is null;

    /// <summary>Whether the state's outputs carry it.</summary>
    public bool InState => IsOutput || (IsInput && !IsTransport && !IsDirective);

    /// <summary>Whether a record has no value of it.</summary>
    internal bool IsAbsent(object record) => Member.GetValue(record) is not { } value || Value.Scalar?.IsDefault(value) == true;

    /// <summary>Wire name of the element property that tells elements of a set apart.</summary>
    public string? ElementKey => Unordered?.By is { } by ? PropertyPath.Of(by) : null;
}
