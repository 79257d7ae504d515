using NeonFlow.Neon;
using NeonFlow.Provider.Upstreams;

namespace NeonFlow.Provider.Tests.Upstreams;

/// <summary>What answers of the Neon API are told as.</summary>
public sealed class NeonFailuresTests
{
    [Theory]
    [InlineData("password of the role is not stored; role_name:\"wardapp\"", "NF2016")]
    [InlineData("role not found", "NF2007")]
    public void A_role_whose_password_Neon_does_not_have_is_told_from_one_that_is_not_there(string message, string code)
    {
        var failure = new NeonNotFoundException(new NeonFailure("GET /reveal_password") { Status = 404, Message = message });
        Assert.Equal(code, NeonFailures.Read(failure, "connection").Code.Id);
    }
}
