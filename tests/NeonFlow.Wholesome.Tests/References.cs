using Mono.Cecil;

namespace NeonFlow.Wholesome.Tests;

/// <summary>Every type that a compiled type refers to: in its declaration, in signatures, attributes and method bodies.</summary>
internal static class References
{
    public static IReadOnlyCollection<TypeReference> Of(TypeDefinition type)
    {
        var found = new Dictionary<string, TypeReference>(StringComparer.Ordinal);
        Declared(type);
        return found.Values;

        void Declared(TypeDefinition declared)
        {
            Add(declared.BaseType);
            declared.Interfaces.ToList().ForEach(i => Add(i.InterfaceType));
            Attributes(declared);
            Generics(declared);
            foreach (var field in declared.Fields)
            {
                Add(field.FieldType);
                Attributes(field);
            }
            foreach (var property in declared.Properties)
            {
                Add(property.PropertyType);
                Attributes(property);
            }
            foreach (var method in declared.Methods)
            {
                Signature(method);
                Attributes(method);
                Generics(method);
                method.Parameters.ToList().ForEach(p => Attributes(p));
                if (method.HasBody)
                {
                    method.Body.Variables.ToList().ForEach(v => Add(v.VariableType));
                    method.Body.Instructions.ToList().ForEach(i => Operand(i.Operand));
                    method.Body.ExceptionHandlers.ToList().ForEach(h => Add(h.CatchType));
                }
            }
            // Nested types and what the compiler makes of lambdas, iterators and async methods belong to the type.
            declared.NestedTypes.ToList().ForEach(Declared);
        }

        void Operand(object? operand)
        {
            switch (operand)
            {
                case TypeReference reference:
                    Add(reference);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                    break;
                case MethodReference method:
                    Add(method.DeclaringType);
                    Signature(method);
                    break;
            }
        }

        void Signature(MethodReference method)
        {
            Add(method.ReturnType);
            method.Parameters.ToList().ForEach(p => Add(p.ParameterType));
            if (method is GenericInstanceMethod generic)
            {
                generic.GenericArguments.ToList().ForEach(Add);
            }
        }

        void Generics(IGenericParameterProvider provider) =>
            provider.GenericParameters.SelectMany(static p => p.Constraints).ToList().ForEach(c => Add(c.ConstraintType));

        void Attributes(ICustomAttributeProvider provider)
        {
            foreach (var attribute in provider.CustomAttributes)
            {
                Add(attribute.AttributeType);
                attribute.ConstructorArguments.Select(static a => a.Value).OfType<TypeReference>().ToList().ForEach(Add);
            }
        }

        void Add(TypeReference? reference)
        {
            switch (reference)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    generic.GenericArguments.ToList().ForEach(Add);
                    Add(generic.ElementType);
                    return;
                case TypeSpecification specification:
                    Add(specification.ElementType);
                    return;
                case { DeclaringType: { } outer }:
                    Add(outer);
                    return;
                default:
                    found.TryAdd(reference.FullName, reference);
                    return;
            }
        }
    }
}
