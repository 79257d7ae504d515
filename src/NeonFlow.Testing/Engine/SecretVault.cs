using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace NeonFlow.Testing.Engine;

/// <summary>
/// Encrypts secrets of a state file with a key derived from a passphrase, in the form the real engine's passphrase provider uses.
/// </summary>
/// <remarks>In pulumi/pulumi: localSecretsManager (pkg/secrets/passphrase/manager.go).</remarks>
internal sealed class SecretVault
{
    private const int Iterations = 1_000_000;
    private const string Version = "v1";

    // Deriving a key takes a good part of a second on purpose; one process opens the same stack many times.
    private static readonly ConcurrentDictionary<(string Passphrase, string Salt), Lazy<byte[]>> Keys = new();

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lazy<byte[]> _key;

    private SecretVault(string state, Lazy<byte[]> key)
    {
        State = state;
        _key = key;
    }

    /// <summary>What a state file keeps of it: the salt, and a text that only the right passphrase decrypts.</summary>
    public string State { get; }

    public static SecretVault Create(string passphrase)
    {
        var salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(8));
        var key = Key(passphrase, salt);
        return new($"{Version}:{salt}:{Encrypt(key.Value, "pulumi")}", key);
    }

    /// <summary>The vault of a state file; a wrong passphrase is an error.</summary>
    public static SecretVault Open(string state, string passphrase)
    {
        var parts = state.Split(':', 3);
        if (parts.Length != 3 || parts[0] != Version)
        {
            throw new EngineException(
                "the state's secrets provider has a malformed salt; the file was damaged or written by another program"
            );
        }

        var key = Key(passphrase, parts[1]);
        try
        {
            if (Decrypt(key.Value, parts[2]) != "pulumi")
            {
                throw new CryptographicException();
            }
        }
        catch (CryptographicException)
        {
            throw new EngineException(
                "incorrect passphrase: give the one this stack was created with (PULUMI_CONFIG_PASSPHRASE; empty where it was not set)"
            );
        }

        return new(state, key);
    }

    public string Encrypt(string plaintext) => _known.GetOrAdd(plaintext, text => Encrypt(_key.Value, text));

    public string Decrypt(string ciphertext)
    {
        string plaintext;
        try
        {
            plaintext = Decrypt(_key.Value, ciphertext);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new EngineException("a secret of the state file cannot be decrypted; the file was damaged or belongs to another stack");
        }

        _known.TryAdd(plaintext, ciphertext);
        return plaintext;
    }

    private static Lazy<byte[]> Key(string passphrase, string salt) =>
        Keys.GetOrAdd(
            (passphrase, salt),
            static of =>
                new(() =>
                    Rfc2898DeriveBytes.Pbkdf2(
                        Encoding.UTF8.GetBytes(of.Passphrase),
                        Convert.FromBase64String(of.Salt),
                        Iterations,
                        HashAlgorithmName.SHA256,
                        32
                    )
                )
        );

    private static string Encrypt(byte[] key, string plaintext)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        var plain = Encoding.UTF8.GetBytes(plaintext);
        var sealedText = new byte[plain.Length + 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Encrypt(nonce, plain, sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length));
        return $"{Version}:{Convert.ToBase64String(nonce)}:{Convert.ToBase64String(sealedText)}";
    }

    private static string Decrypt(byte[] key, string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 3 || parts[0] != Version)
        {
            throw new CryptographicException();
        }

        var sealedText = Convert.FromBase64String(parts[2]);
        var plain = new byte[sealedText.Length - 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(Convert.FromBase64String(parts[1]), sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length), plain);
        return Encoding.UTF8.GetString(plain);
    }
}
