# What it is made of.
Cim 'computer' 'Win32_ComputerSystem' 'Manufacturer', 'Model', 'DNSHostName', 'Name', 'TotalPhysicalMemory'
Cim 'product' 'Win32_ComputerSystemProduct' 'UUID'
Cim 'bios' 'Win32_BIOS' 'SerialNumber', 'SMBIOSBIOSVersion',
    @{ n = 'Released'; e = { $_.ReleaseDate.ToUniversalTime().ToString('yyyy-MM-dd', $plain) } }
Cim 'enclosure' 'Win32_SystemEnclosure' 'ChassisTypes', 'SMBIOSAssetTag'
Cim 'board' 'Win32_BaseBoard' 'SerialNumber'
Cim 'processors' 'Win32_Processor' 'Name', 'NumberOfCores', 'NumberOfLogicalProcessors', 'Architecture'
Cim 'memory' 'Win32_PhysicalMemory' 'DeviceLocator', 'Capacity', 'SMBIOSMemoryType', 'ConfiguredClockSpeed',
    'Speed', 'Manufacturer', 'PartNumber', 'SerialNumber'
Cim 'disks' 'MSFT_PhysicalDisk' 'DeviceId', 'FriendlyName', 'SerialNumber', 'Size', 'BusType', 'MediaType' `
    'root/Microsoft/Windows/Storage'

# What runs on it.
Cim 'system' 'Win32_OperatingSystem' 'Caption', 'Version', 'BuildNumber'
Answer 'release' { Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' |
    Select-Object -Property 'DisplayVersion', 'ReleaseId', 'UBR', 'EditionID' }

# Its volumes, and what BitLocker says of them.
Cim 'volumes' 'Win32_Volume' 'DeviceID', 'Name', 'DriveLetter', 'FileSystem', 'Capacity', 'DriveType', 'BootVolume'
Cim 'bitlocker' 'Win32_EncryptableVolume' 'DeviceID', 'DriveLetter', 'ProtectionStatus', 'ConversionStatus',
    'VolumeType' 'root/cimv2/Security/MicrosoftVolumeEncryption'
Cim 'pagefiles' 'Win32_PageFileUsage' 'Name', 'AllocatedBaseSize'
