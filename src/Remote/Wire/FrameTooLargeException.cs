namespace Actors.Remote;

/// <summary>A frame or message is larger than its limit. Names both sizes.</summary>
public sealed class FrameTooLargeException : RemoteException
{
    /// <summary>Creates the exception for <paramref name="bytes"/> against <paramref name="limitBytes"/>, which <see cref="RemoteOptions.MaxFrameBytes"/> sets.</summary>
    public FrameTooLargeException(long bytes, int limitBytes)
        : this(bytes, limitBytes, nameof(RemoteOptions.MaxFrameBytes))
    {
    }

    internal FrameTooLargeException(long bytes, int limitBytes, string setting)
        : base($"{bytes} bytes are more than the limit of {limitBytes}; send less at once, or raise the limit on both nodes (RemoteOptions.{setting})")
    {
        Bytes = bytes;
        LimitBytes = limitBytes;
    }

    /// <summary>The size that was declared or needed.</summary>
    public long Bytes { get; }

    /// <summary>The limit.</summary>
    public int LimitBytes { get; }
}
